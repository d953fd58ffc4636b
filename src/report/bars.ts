import { html } from './escape.js';

/** One bar: what it is, how long, and the figure as it is shown. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly shown: string;
}

/** A section of bars, the longest first. */
export function barSection(title: string, bars: readonly Bar[]): string {
  const ranked = [...bars].sort((a, b) => b.value - a.value);
  const most = Math.max(1e-9, ...ranked.map(({ value }) => value));
  const lines = ranked.map(({ name, value, shown }) => {
    const width = ((100 * value) / most).toFixed(1);
    return (
      `<span>${html(name)}</span><span class="track"><i style="width:${width}%"></i></span>` +
      `<span>${html(shown)}</span>`
    );
  });
  return `<section><h2>${html(title)}</h2><div class="bars">${lines.join('')}</div></section>`;
}

/** Style of sections of bars. */
export const BARS_STYLE = `
.bars {
  display: grid;
  grid-template-columns: max-content 1fr max-content;
  gap: 4px 10px;
  align-items: center;
  font-size: 14px;
}
.bars i {
  display: block;
  height: 14px;
  min-width: 1px;
  border-radius: 2px;
  background: var(--accent);
}
.bars span:nth-child(3n) { text-align: right; }
`;

/** Style of wide tables whose first column stays in sight. */
export const COMPARED_STYLE = `
table.compared { font-size: 13px; }
table.compared th { white-space: normal; vertical-align: bottom; }
table.compared th, table.compared td { padding: 6px 7px; }
table.compared + .hover, .scroll + .hover { margin: 8px 0 0; }
table.compared td:first-child, table.compared th:first-child {
  position: sticky;
  left: 0;
  background: var(--paper);
}
`;
