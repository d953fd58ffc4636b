import {
  AMOUNTS,
  type ComparedRun,
  type RefusedRun,
  type ReplayComparison,
} from '../replay/replay-comparison.js';
import { BARS_STYLE, COMPARED_STYLE, barSection } from './bars.js';
import { html, shown } from './escape.js';
import { LOGO, STYLE } from './page-style.js';

/** One market over one book under several presets, as one self-contained page. */
export function renderComparison(compared: ReplayComparison): string {
  const title = html(compared.title);
  const unit = compared.settlement;
  const ran = compared.runs.filter((run) => !('refused' in run)) as readonly ComparedRun[];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} under ${ran.length} presets</title>
<style>${STYLE}${COMPARED_STYLE}${BARS_STYLE}${COMPARISON_STYLE}</style></head>
<body><main>
<header class="top">${LOGO}<h1>${title}, under ${ran.length} presets</h1></header>
<p class="ran">${html(ranAs(compared))}</p>
${labels(compared)}
${overlap(compared, ran)}
<section><h2>What each preset did</h2><div class="scroll"><table class="compared">
<thead><tr>${HEAD.map(heading).join('')}</tr></thead>
<tbody>${rows(compared)}</tbody></table></div>
<p class="hover">Amounts in ${html(compared.settlement)}.
Each preset leads to the page of its own run.</p></section>
<div class="grid">
${bars('Accounts liquidated', ran, ({ liquidated }) => String(liquidated))}
${bars(`Liquidated notional, ${unit}`, ran, ({ totals }) => totals.liquidatedNotional)}
${bars(`Deficits, ${unit}`, ran, ({ totals }) => totals.deficits)}
${bars(`Paid by the fund, ${unit}`, ran, ({ totals }) => totals.coveredByFund)}
</div>
</main></body></html>
`;
}

function heading(name: string): string {
  return `<th${name === 'preset' ? '' : ' class="n"'}>${name}</th>`;
}

const HEAD = [
  'preset',
  'accounts liquidated',
  'pools breached',
  'restored',
  'closed',
  'bankrupt',
  'close-outs',
  ...AMOUNTS.map(([name]) => name),
];

const COMPARISON_STYLE = `
table.compared .none { display: block; }
table.compared td.why { color: var(--soft); }
a { color: var(--accent); }
dl.key.first:last-child { padding: 0; margin: 0; border: 0; }
`;

function ranAs({ book, from, to, accounts, path }: ReplayComparison): string {
  const span = `${from.slice(0, 16)} to ${to.slice(0, 16)} UTC`;
  return `book ${book}, ${shown(String(accounts), 0)} accounts, ${span}, path ${path}`;
}

function labels({ simulated, generatedBook, path, notes }: ReplayComparison): string {
  const told = [
    ...(simulated === undefined ? [] : [simulated]),
    ...(generatedBook ? ['generated accounts, not real ones'] : []),
    ...(path === 'ohlc' ? ['the order of prices inside a candle is assumed'] : []),
    'collateral counts as the book says, under every preset',
    ...notes,
  ];
  return `<ul class="labels">${told.map((label) => `<li>${html(label)}</li>`).join('')}</ul>`;
}

/** How far the presets agree about whom to liquidate. */
function overlap(
  { accounts, everywhere, nowhere }: ReplayComparison,
  ran: readonly ComparedRun[],
): string {
  const counts = ran.map(({ liquidated }) => liquidated);
  const count = (value: number): string => shown(String(value), 0);
  const entries = [
    ['liquidated under every preset', count(everywhere)],
    ['under some, not under others', count(accounts - everywhere - nowhere)],
    ['under none', count(nowhere)],
    ['fewest and most accounts', `${count(Math.min(...counts))} to ${count(Math.max(...counts))}`],
  ];
  const list = entries.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`);
  const entered = `<dl class="key first">${list.join('')}</dl>`;
  return `<section><h2>How far they agree</h2>${entered}</section>`;
}

function rows({ runs }: ReplayComparison): string {
  return runs.map((run) => ('refused' in run ? refusedRow(run) : row(run))).join('');
}

function row(run: ComparedRun): string {
  const { preset, asOf, liquidated, totals } = run;
  const { breached, restored, closed, bankrupt, closeOuts } = totals;
  const counts = [breached, restored, closed, bankrupt, closeOuts];
  return (
    `<tr><td><a href="${encodeURIComponent(preset)}/report.html">${html(preset)}</a>` +
    `<span class="none">${asOf}</span></td>` +
    `<td class="n">${shown(String(liquidated), 0)}</td>` +
    counts.map((value) => `<td class="n">${shown(String(value), 0)}</td>`).join('') +
    AMOUNTS.map(([, amount]) => `<td class="n">${shown(amount(run), 0)}</td>`).join('') +
    '</tr>'
  );
}

function refusedRow({ preset, refused }: RefusedRun): string {
  const why = `<td class="why" colspan="${HEAD.length - 1}">did not run: ${html(refused)}</td>`;
  return `<tr><td>${html(preset)}</td>${why}</tr>`;
}

/** One figure of every run as bars. */
function bars(
  title: string,
  ran: readonly ComparedRun[],
  pick: (run: ComparedRun) => string,
): string {
  const rows = ran.map((run) => ({
    name: run.preset,
    value: Number(pick(run)),
    shown: shown(pick(run), 0),
  }));
  return barSection(title, rows);
}
