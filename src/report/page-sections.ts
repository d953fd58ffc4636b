import type { ReplayReport, StoryLine, WorstAccount } from '../replay/replay-report.js';
import { html, shown, shownPrice } from './escape.js';

/** The figures of a run at a glance: four that matter most, then the rest. */
export function keyNumbers({ totals, settlement }: ReplayReport): string {
  const money = (amount: string): string => `${shown(amount)}\u00a0${html(settlement)}`;
  const count = (value: number): string => shown(String(value), 0);
  const first: Entry[] = [
    ['pools breached', `${count(totals.breached)} of ${count(totals.pools)}`],
    ['liquidated notional', money(totals.liquidatedNotional)],
    ['deficits', money(totals.deficits)],
    ['insurance fund', `${shown(totals.fundBefore, 0)} \u2192 ${money(totals.fundAfter)}`],
  ];
  const rest: Entry[] = [
    ['accounts', count(totals.accounts)],
    ['close-outs', count(totals.closeOuts)],
    ['pools restored', count(totals.restored)],
    ['pools closed', count(totals.closed)],
    ['pools bankrupt', count(totals.bankrupt)],
    ['waiting for the venue', count(totals.waiting)],
    ['paid by the fund', money(totals.coveredByFund)],
    ['carried as debts', money(totals.carried)],
    ['absorbed by the venue', money(totals.absorbed)],
    ['owed against other collateral', money(totals.uncovered)],
  ];
  return (
    `<section><h2>What happened</h2><dl class="key first">${entries(first)}</dl>` +
    `<dl class="key">${entries(rest)}</dl></section>`
  );
}

type Entry = readonly [name: string, value: string];

function entries(all: readonly Entry[]): string {
  const none = (value: string): string => (/^0(\.0+)?\b/.test(value) ? ' class="zero"' : '');
  return all
    .map(([name, value]) => `<div${none(value)}><dt>${name}</dt><dd>${value}</dd></div>`)
    .join('');
}

/** Pools by maintenance cover before and after, as bars in a table. */
export function coverTable({ coverEdges, coverBefore, coverAfter }: ReplayReport): string {
  const most = Math.max(1, ...coverBefore, ...coverAfter);
  const bar = (count: number, kind: string): string =>
    `<td class="bar"><i class="${kind}" style="width:${((100 * count) / most).toFixed(1)}%"></i>` +
    `<span>${shown(String(count), 0)}</span></td>`;
  const rows = coverBefore.map((before, index) => {
    const edge = coverEdges[index];
    const lower = coverEdges[index - 1];
    const name =
      lower === undefined
        ? `below ${edge ?? ''}`
        : edge === undefined
          ? `${lower} and more`
          : `${lower} to ${edge}`;
    const after = coverAfter[index] ?? 0;
    return `<tr><td>${name}</td>${bar(before, 'before')}${bar(after, 'after')}</tr>`;
  });
  return (
    `<section><h2>Pools by maintenance cover (equity / maintenance)</h2>` +
    `<table class="cover"><thead><tr><th>cover</th><th>before</th><th>after</th></tr></thead>` +
    `<tbody>${rows.join('')}</tbody></table></section>`
  );
}

/** The close-outs of a run by instrument, as a table. */
export function instrumentTable({ byInstrument, settlement }: ReplayReport): string {
  const charged = byInstrument.some(({ fee }) => fee !== '0');
  const fees = (cell: string): string => (charged ? cell : '');
  const rows = byInstrument.map(
    ({ instrument, closeOuts, notional, profit, fee }) =>
      `<tr><td>${html(instrument)}</td><td class="n">${closeOuts}</td>` +
      `<td class="n">${shown(notional, 0)}</td>` +
      `<td class="n ${tone(profit)}">${shown(profit, 0)}</td>` +
      fees(`<td class="n">${shown(fee, 0)}</td>`) +
      '</tr>',
  );
  const table =
    rows.length === 0
      ? '<p class="none">Nothing was closed.</p>'
      : `<div class="scroll"><table><thead><tr><th>instrument</th><th class="n">close-outs</th>` +
        `<th class="n">notional</th><th class="n">profit</th>` +
        `${fees('<th class="n">liquidation fee</th>')}</tr></thead>` +
        `<tbody>${rows.join('')}</tbody></table></div>`;
  return `<section><h2>Close-outs by instrument, ${html(settlement)}</h2>${table}</section>`;
}

/** The accounts that lost the most, each with the story of its liquidation in numbers. */
export function worstAccounts({ worst, settlement }: ReplayReport): string {
  const stories = worst.map((account, index) => story(account, index === 0));
  const body =
    stories.length === 0 ? '<p class="none">No account was liquidated.</p>' : stories.join('');
  return `<section><h2>The worst accounts, ${html(settlement)}</h2>${body}</section>`;
}

function story(worst: WorstAccount, open: boolean): string {
  const { account, realizedLoss, deficit, closeOuts, equityBefore, equityAfter } = worst;
  const closes = `${closeOuts} ${closeOuts === 1 ? 'close-out' : 'close-outs'}`;
  const head = [
    `lost <b class="loss">${shown(realizedLoss)}</b> in ${closes}`,
    `equity ${shown(equityBefore)} \u2192 ${shown(equityAfter)}`,
    ...(deficit === '0' ? [] : [`deficit <b class="loss">${shown(deficit)}</b>`]),
  ];
  const rows = worst.story.map(row).join('');
  return (
    `<details${open ? ' open' : ''}><summary><h3>${html(account)}</h3>` +
    `${head.map((part) => `<span>${part}</span>`).join('')}</summary>` +
    `<table class="story"><thead><tr><th>time</th><th>what and why</th>` +
    `<th class="n">quantity</th>` +
    `<th class="n">price</th><th class="n">profit</th><th class="n">equity</th>` +
    `<th class="n">maintenance</th></tr></thead><tbody>${rows}</tbody></table></details>`
  );
}

function row(line: StoryLine): string {
  const { at, text, quantity, price, profit, equity, maintenance } = line;
  const heading =
    line.case === undefined
      ? ''
      : `<tr><th class="case" colspan="7">case ${html(line.case)}</th></tr>`;
  return (
    `${heading}<tr><td>${html(at.slice(5, 16).replace('T', ' '))}</td>` +
    `<td class="why">${html(rounded(text))}</td>` +
    cell('quantity', quantity, shownPrice) +
    cell('price', price, shownPrice) +
    cell('profit', profit, shown, profit === undefined ? '' : tone(profit)) +
    cell('equity', equity, shown) +
    `${cell('maintenance', maintenance, shown)}</tr>`
  );
}

/** A figure with its name, which a narrow screen shows beside it. */
function cell(
  name: string,
  value: string | undefined,
  form: (value: string) => string,
  mood = '',
): string {
  if (value === undefined) return '<td class="n"></td>';
  return `<td class="n ${mood}" data-name="${name}">${form(value)}</td>`;
}

/** Numbers inside a sentence, cut to two decimals. */
function rounded(text: string): string {
  return text.replace(/-?\d+\.\d+(\.\.\.)?/g, (number) => shown(number));
}

function tone(amount: string): string {
  if (amount === '0') return '';
  return amount.startsWith('-') ? 'loss' : 'gain';
}
