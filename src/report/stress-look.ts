/** Style of heat maps; the colours of the page are those of the report. */
export const STRESS_STYLE = `
.stress {
  --safe: #1b7f4d;
  --called: #e0a100;
  --breached: #d1782f;
  --liquidated: #d1782f;
  --closed: #c0392b;
  --bankrupt: #6b1f6b;
}
table.heat {
  border-collapse: separate;
  border-spacing: 2px;
}
table.heat caption {
  text-align: left;
  color: var(--soft);
  font-size: 13px;
  padding-bottom: 4px;
}
table.heat th,
table.heat td {
  border: 0;
  padding: 5px 8px;
  font-size: 13px;
}
table.heat td[style] {
  text-align: right;
  border-radius: 4px;
  min-width: 56px;
  color: var(--ink);
  background: color-mix(in oklab, var(--state) calc(22% + 48% * var(--heat)), var(--paper));
}
table.heat td[data-at] {
  cursor: default;
}
table.heat td[data-at]:hover,
table.heat td[data-at]:focus {
  outline: 2px solid var(--ink);
  outline-offset: -1px;
}
.safe {
  --state: var(--safe);
}
.called {
  --state: var(--called);
}
.breached {
  --state: var(--breached);
}
.liquidated {
  --state: var(--liquidated);
}
.closed {
  --state: var(--closed);
}
.bankrupt {
  --state: var(--bankrupt);
}
.states {
  display: flex;
  flex-wrap: wrap;
  gap: 4px 14px;
  list-style: none;
  margin: 0;
  padding: 0;
  font-size: 13px;
  color: var(--soft);
}
.states i {
  display: inline-block;
  width: 12px;
  height: 12px;
  border-radius: 3px;
  margin-right: 5px;
  vertical-align: -1px;
  background: color-mix(in oklab, var(--state) 60%, var(--paper));
}
p.cell {
  min-height: 3em;
  margin: 10px 0 0;
}
`;

/** Tells the story of the cell that is pointed at. */
export const STRESS_SCRIPT = `
for (const section of document.querySelectorAll('section.stress')) {
  const island = section.querySelector('.cells');
  if (!island) continue;
  const stories = JSON.parse(island.textContent);
  const told = section.querySelector('p.cell');
  const tell = (event) => {
    const at = event.target.dataset && event.target.dataset.at;
    if (!at) return;
    const [row, column] = at.split(',').map(Number);
    told.textContent = stories[row][column];
  };
  section.addEventListener('pointerover', tell);
  section.addEventListener('focusin', tell);
}
`;
