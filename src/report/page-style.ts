/** The style of the report: two columns on a desk, one on a phone, light and dark, printable. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #16202b;
  --soft: #5b6875;
  --line: #dde3ea;
  --paper: #fff;
  --ground: #f4f6f8;
  --accent: #0b6e99;
  --loss: #b3261e;
  --gain: #1b7f4d;
  --note: #8a5a00;
  --note-ground: #fff4d6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6edf3;
    --soft: #93a1af;
    --line: #2c3743;
    --paper: #151c24;
    --ground: #0d1218;
    --accent: #56b4d9;
    --loss: #ff8a80;
    --gain: #6fd3a0;
    --note: #ffd479;
    --note-ground: #33290f;
  }
}
* {
  box-sizing: border-box;
}
body {
  margin: 0;
  background: var(--ground);
  color: var(--ink);
  font:
    15px/1.5 system-ui,
    sans-serif;
  font-variant-numeric: tabular-nums;
}
main {
  max-width: 1180px;
  margin: 0 auto;
  padding: 24px 20px 60px;
}
header.top {
  display: flex;
  gap: 16px;
  align-items: center;
  margin-bottom: 8px;
}
header.top svg {
  flex: none;
  width: 44px;
  height: 44px;
  color: var(--accent);
}
h1 {
  font-size: 24px;
  line-height: 1.25;
  margin: 0;
  overflow-wrap: anywhere;
}
h2 {
  font-size: 17px;
  margin: 0 0 12px;
}
h3 {
  font-size: 15px;
  margin: 0;
  overflow-wrap: anywhere;
}
p.ran {
  color: var(--soft);
  margin: 4px 0 16px;
  overflow-wrap: anywhere;
}
.labels {
  display: flex;
  flex-wrap: wrap;
  gap: 8px;
  margin: 0 0 16px;
  padding: 0;
  list-style: none;
}
.labels li {
  background: var(--note-ground);
  color: var(--note);
  border-radius: 4px;
  padding: 3px 10px;
  font-weight: 600;
  font-size: 13px;
}
section {
  background: var(--paper);
  border: 1px solid var(--line);
  border-radius: 8px;
  padding: 18px;
  margin-top: 16px;
  min-width: 0;
}
.grid {
  display: grid;
  grid-template-columns: 1fr 1fr;
  gap: 16px;
}
.grid section {
  margin-top: 0;
}
.grid {
  margin-top: 16px;
}
dl.key {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
  gap: 14px 20px;
  margin: 0;
}
dl.key dt {
  color: var(--soft);
  font-size: 13px;
}
dl.key dd {
  margin: 0;
  font-size: 20px;
  font-weight: 600;
}
dl.key.first {
  grid-template-columns: repeat(auto-fill, minmax(220px, 1fr));
  padding-bottom: 16px;
  margin-bottom: 16px;
  border-bottom: 1px solid var(--line);
}
dl.key.first dd {
  font-size: 24px;
}
dl.key:not(.first) dd {
  font-size: 16px;
}
dl.key .zero dd {
  color: var(--soft);
  font-weight: 400;
}
.scroll {
  overflow-x: auto;
}
table {
  border-collapse: collapse;
  width: 100%;
  font-size: 14px;
}
th {
  text-align: left;
  color: var(--soft);
  font-weight: 600;
}
th,
td {
  padding: 6px 10px;
  border-bottom: 1px solid var(--line);
  white-space: nowrap;
}
td.n,
th.n {
  text-align: right;
}
td.why {
  white-space: normal;
  min-width: 260px;
}
.loss {
  color: var(--loss);
}
.gain {
  color: var(--gain);
}
.chart {
  width: 100%;
  height: 300px;
}
.chart.small {
  height: 240px;
}
select {
  font: inherit;
  color: inherit;
  background: var(--ground);
  border: 1px solid var(--line);
  border-radius: 4px;
  padding: 4px 8px;
}
.row {
  display: flex;
  justify-content: space-between;
  gap: 12px;
  align-items: center;
  flex-wrap: wrap;
  margin-bottom: 10px;
}
.row h2 {
  margin: 0;
}
details {
  border-top: 1px solid var(--line);
  padding: 10px 0;
}
details:first-of-type {
  border-top: 0;
}
summary {
  cursor: pointer;
  display: flex;
  flex-wrap: wrap;
  gap: 4px 18px;
  align-items: baseline;
}
summary span {
  color: var(--soft);
  font-size: 14px;
}
.none {
  color: var(--soft);
}
footer {
  color: var(--soft);
  font-size: 13px;
  margin-top: 24px;
  overflow-wrap: anywhere;
}
.hover {
  color: var(--soft);
  font-size: 13px;
  margin: -6px 0 8px;
}
table.cover td {
  padding: 3px 8px;
}
table.cover td.bar {
  width: 40%;
  position: relative;
}
td.bar i {
  position: absolute;
  inset: 4px auto 4px 0;
  min-width: 1px;
  border-radius: 2px;
  opacity: 0.35;
  background: var(--soft);
}
td.bar i.after {
  background: var(--accent);
}
td.bar span {
  position: relative;
  padding-left: 6px;
}
.uplot,
.u-wrap {
  max-width: 100%;
}
@media (max-width: 760px) {
  .grid {
    grid-template-columns: minmax(0, 1fr);
  }
  main {
    padding: 16px 12px 40px;
  }
  section {
    padding: 14px;
  }
  h1 {
    font-size: 20px;
  }
  dl.key.first {
    grid-template-columns: 1fr 1fr;
  }
  dl.key.first dd {
    font-size: 18px;
  }
  table.story thead {
    display: none;
  }
  table.story tr {
    display: grid;
    grid-template-columns: 1fr 1fr;
    border-bottom: 1px solid var(--line);
    padding: 6px 0;
  }
  table.story td {
    border: 0;
    padding: 1px 0;
    white-space: normal;
  }
  table.story td:first-child {
    color: var(--soft);
    grid-column: 1 / -1;
  }
  table.story td.why {
    grid-column: 1 / -1;
    min-width: 0;
  }
  table.story td.n {
    text-align: left;
  }
  table.story td.n:empty {
    display: none;
  }
  table.story td.n::before {
    content: attr(data-name) ' ';
    color: var(--soft);
  }
}
@media print {
  body {
    background: #fff;
  }
  section {
    break-inside: avoid;
  }
  details:not([open]) > * {
    display: block;
  }
}
`;

/** A load line: the circle and the bar of a ship's Plimsoll mark. */
export const LOGO = `<svg viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="3"
 role="img" aria-label="Plimsoll"><circle cx="24" cy="24" r="14"/><path d="M3 24h42"/></svg>`;
