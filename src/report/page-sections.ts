import type { ReplayReport, StoryLine, WorstAccount } from '../replay/replay-report.js';
import { html, shown, shownPrice } from './escape.js';

/** The figures of a run at a glance. */
export function keyNumbers({ totals, settlement }: ReplayReport): string {
  const unit = `<small>${html(settlement)}</small>`;
  const money = (amount: string): string => `${shown(amount)} ${unit}`;
  const count = (value: number): string => shown(String(value), 0);
  const entries: [string, string][] = [
    ['accounts', count(totals.accounts)],
    ['pools with positions', count(totals.pools)],
    ['pools breached', count(totals.breached)],
    ['restored', count(totals.restored)],
    ['closed', count(totals.closed)],
    ['bankrupt', count(totals.bankrupt)],
    ['waiting for the venue', count(totals.waiting)],
    ['close-outs', count(totals.closeOuts)],
    ['liquidated notional', money(totals.liquidatedNotional)],
    ['deficits', money(totals.deficits)],
    ['paid by the fund', money(totals.coveredByFund)],
    ['carried as debts', money(totals.carried)],
    ['absorbed by the venue', money(totals.absorbed)],
    ['fund before', money(totals.fundBefore)],
    ['fund after', money(totals.fundAfter)],
  ];
  const items = entries.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return `<section><h2>What happened</h2><dl class="key">${items.join('')}</dl></section>`;
}

export function instrumentTable({ byInstrument, settlement }: ReplayReport): string {
  const rows = byInstrument.map(
    ({ instrument, closeOuts, notional, profit, fee }) =>
      `<tr><td>${html(instrument)}</td><td class="n">${closeOuts}</td>` +
      `<td class="n">${shown(notional, 0)}</td>` +
      `<td class="n ${tone(profit)}">${shown(profit, 0)}</td>` +
      `<td class="n">${shown(fee, 0)}</td></tr>`,
  );
  const table =
    rows.length === 0
      ? '<p class="none">Nothing was closed.</p>'
      : `<div class="scroll"><table><thead><tr><th>instrument</th><th class="n">close-outs</th>` +
        `<th class="n">notional</th><th class="n">profit</th><th class="n">fee</th></tr></thead>` +
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
  const head = [
    `lost <b class="loss">${shown(realizedLoss)}</b> in ${closeOuts} close-outs`,
    `equity ${shown(equityBefore)} \u2192 ${shown(equityAfter)}`,
    ...(deficit === '0' ? [] : [`deficit <b class="loss">${shown(deficit)}</b>`]),
  ];
  const rows = worst.story.map(row).join('');
  return (
    `<details${open ? ' open' : ''}><summary><h3>${html(account)}</h3>` +
    `${head.map((part) => `<span>${part}</span>`).join('')}</summary>` +
    `<div class="scroll"><table><thead><tr><th>time</th><th>what and why</th>` +
    `<th class="n">quantity</th>` +
    `<th class="n">price</th><th class="n">profit</th><th class="n">equity</th>` +
    `<th class="n">maintenance</th></tr></thead><tbody>${rows}</tbody></table></div></details>`
  );
}

function row(line: StoryLine): string {
  const { at, text, quantity, price, profit, equity, maintenance } = line;
  const cell = (value: string | undefined, form: (value: string) => string): string =>
    `<td class="n">${value === undefined ? '' : form(value)}</td>`;
  return (
    `<tr><td>${html(at.slice(5, 16).replace('T', ' '))}</td>` +
    `<td class="why">${html(rounded(text))}</td>` +
    `${cell(quantity, shownPrice)}${cell(price, shownPrice)}${profitCell(profit)}` +
    `${cell(equity, shown)}${cell(maintenance, shown)}</tr>`
  );
}

function profitCell(profit: string | undefined): string {
  if (profit === undefined) return '<td class="n"></td>';
  return `<td class="n ${tone(profit)}">${shown(profit)}</td>`;
}

/** Numbers inside a sentence, cut to two decimals. */
function rounded(text: string): string {
  return text.replace(/-?\d+\.\d+(\.\.\.)?/g, (number) => shown(number));
}

function tone(amount: string): string {
  if (amount === '0') return '';
  return amount.startsWith('-') ? 'loss' : 'gain';
}
