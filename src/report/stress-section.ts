import type { ReportedCell, StressReport } from '../application/stress-report.js';
import { html, jsonIsland, shown, shownPrice } from './escape.js';
import { STATE_WORDS, axisName, cellState, shownShare, type CellState } from './stress-cells.js';

/** A grid of shocks as a section of a page: a heat map, or a list where there is one axis. */
export function stressSection(report: StressReport, title: string): string {
  const { settlement, columns, slippage } = report;
  const body = columns === undefined ? list(report) : heatMap(report);
  const worse =
    slippage === '0'
      ? 'at the mark'
      : `${shownShare(slippage).replace('+', '')} worse than the mark`;
  return `<section class="stress"><div class="row"><h2>${html(title)}</h2>${legend(report)}</div>
<p class="none">What is left of the equity in ${html(settlement)} once liquidation has done its
work; close-outs are filled ${html(worse)}.</p>
${body}</section>`;
}

function legend({ cells }: StressReport): string {
  const met = new Set(cells.flat().map(cellState));
  const items = (Object.keys(STATE_WORDS) as CellState[])
    .filter((state) => met.has(state))
    .map((state) => `<li><i class="${state}"></i>${STATE_WORDS[state]}</li>`);
  return `<ul class="states">${items.join('')}</ul>`;
}

function heatMap(report: StressReport): string {
  const { rows, columns = { shares: [] }, cells } = report;
  const most = mostEquity(report);
  const head = columns.shares.map((share) => `<th class="n">${shownShare(share)}</th>`).join('');
  const lines = cells.map((row, index) => {
    const inside = row.map((cell, column) => square(cell, most, `${index},${column}`)).join('');
    return `<tr><th class="n">${shownShare(rows.shares[index] ?? '')}</th>${inside}</tr>`;
  });
  const stories = jsonIsland(cells.map((row) => row.map(story)));
  return `<div class="scroll"><table class="heat">
<caption>${html(axisName(columns))} \u2192</caption>
<thead><tr><th>${html(axisName(rows))} \u2193</th>${head}</tr></thead>
<tbody>${lines.join('')}</tbody></table></div>
<p class="cell" aria-live="polite">Point at a cell to see what happens there.</p>
<script type="application/json" class="cells">${stories}</script>`;
}

/** One cell; the more is left of the largest equity of the grid, the stronger its colour. */
function square(cell: ReportedCell, most: number, at: string): string {
  const state = cellState(cell);
  return (
    `<td class="${state}" style="--heat:${heatOf(cell, most)}" tabindex="0" data-at="${at}" ` +
    `title="${html(story(cell))}">${html(compact(cell.left.equity))}</td>`
  );
}

function list(report: StressReport): string {
  const most = mostEquity(report);
  const rows = report.cells.flatMap(([cell]) => (cell === undefined ? [] : [line(cell, most)]));
  return `<div class="scroll"><table class="heat list"><thead><tr>
<th class="n">${html(axisName(report.rows))}</th><th class="n">equity</th><th class="n">left</th>
<th></th><th>closes first</th><th class="n">close-outs</th><th class="n">deficit</th>
</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function line(cell: ReportedCell, most: number): string {
  const { row, equity, closeOuts, first, left } = cell;
  const state = cellState(cell);
  const number = (amount: string): string => `<td class="n">${shown(amount)}</td>`;
  return (
    `<tr><th class="n">${shownShare(row)}</th>${number(equity)}` +
    `<td class="${state}" style="--heat:${heatOf(cell, most)}">${shown(left.equity)}</td>` +
    `<td>${STATE_WORDS[state]}</td><td>${html(firstOf(first))}</td>` +
    `<td class="n">${closeOuts === 0 ? '' : closeOuts}</td>` +
    `${left.deficit === '0' ? '<td></td>' : number(left.deficit)}</tr>`
  );
}

/** How strong a cell's colour is: by what is left, but a warning is never faint. */
function heatOf(cell: ReportedCell, most: number): string {
  const share = Math.min(1, Math.abs(Number.parseFloat(cell.left.equity)) / most);
  const quiet = cellState(cell) === 'safe' ? 0 : 0.45;
  return (quiet + (1 - quiet) * share).toFixed(2);
}

function mostEquity({ cells }: StressReport): number {
  const all = cells.flat().map(({ left }) => Math.abs(Number.parseFloat(left.equity)));
  return all.reduce((most, one) => Math.max(most, one), 0) || 1;
}

/** What happens in a cell, in a sentence of numbers. */
function story(cell: ReportedCell): string {
  const { row, column, equity, closeOuts, first, left } = cell;
  const shocks = [row, column].flatMap((share) => (share === undefined ? [] : shownShare(share)));
  const parts = [
    `${shocks.join(' and ')}: ${STATE_WORDS[cellState(cell)]}`,
    `equity ${shown(equity)} at these prices`,
    ...(first === null
      ? []
      : [
          `closes first ${firstOf(first)} at ${shownPrice(first.price)}`,
          counted(closeOuts, 'close-out'),
        ]),
    `${shown(left.equity)} left in ${counted(left.positions, 'position')}`,
    ...(left.deficit === '0' ? [] : [`a deficit of ${shown(left.deficit)}`]),
    ...(left.debt === '0' ? [] : [`a debt of ${shown(left.debt)}`]),
  ];
  return parts.join(', ');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function firstOf(first: ReportedCell['first']): string {
  return first === null ? '' : `${first.side} ${shownPrice(first.quantity)} ${first.position}`;
}

/** An amount short enough for a cell. */
function compact(amount: string): string {
  const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
  return short.format(Number.parseFloat(amount)).replace('-', '\u2212');
}
