import type { AccountEvent, Situation } from 'plimsoll/domain';
import { ASSETS, openingSituation, type Asset } from './account.js';
import { gridOf, look, priceAfter, stateOf, type Moves, type State, type View } from './look.js';

const PERCENTS = [-50, -40, -30, -25, -20, -15, -10, -5, 0, 5, 10, 15, 20, 25, 30, 40, 50];
const WORDS: Readonly<Record<State, string>> = {
  safe: 'safe',
  called: 'margin call',
  liquidated: 'liquidated in part',
  closed: 'liquidated whole',
  bankrupt: 'more lost than was there',
};

const element = <T extends HTMLElement = HTMLElement>(id: string): T => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found as T;
};
const money = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

let situation: Situation = openingSituation('9000');

function moves(): Moves {
  const at = (asset: Asset): number => element<HTMLInputElement>(`move-${asset}`).valueAsNumber;
  return { BTC: at('BTC'), ETH: at('ETH') };
}

/** Shows a figure rounded for the eye; the exact one stays on the element. */
function show(id: string, exact: string): void {
  const host = element(id);
  host.textContent = money.format(Number.parseFloat(exact));
  host.dataset.exact = exact;
}

function drawView(): void {
  const present = moves();
  for (const asset of ASSETS) {
    const sign = present[asset] > 0 ? '+' : '';
    const price = money.format(priceAfter(asset, present[asset]).toNumber());
    element(`price-${asset}`).textContent = `${price} USD (${sign}${present[asset]} %)`;
  }
  const view = look(situation, present);
  show('equity', view.equity);
  show('maintenance', view.maintenance);
  show('left', view.left);
  const state = element('state');
  state.textContent = WORDS[view.state];
  state.className = `state ${view.state}`;
  drawHull(view);
  element('positions').replaceChildren(...view.positions.map(positionRow));
  element('story').replaceChildren(...view.events.flatMap(storyLine));
}

function positionRow({ name, liquidationPrice }: View['positions'][number]): HTMLLIElement {
  const row = document.createElement('li');
  row.textContent = `${name}: liquidation price ${money.format(Number(liquidationPrice))}`;
  return row;
}

/** The load line: how deep the account lies, with its maintenance margin as the mark. */
function drawHull({ equity, maintenance }: View): void {
  const most = 20_000;
  const height = (amount: string): number =>
    Math.min(100, Math.max(0, (Number.parseFloat(amount) / most) * 100));
  element('water').style.height = `${height(equity)}%`;
  element('mark').style.bottom = `${height(maintenance)}%`;
}

function storyLine(event: AccountEvent): HTMLLIElement[] {
  const words = tell(event);
  if (words === undefined) return [];
  const line = document.createElement('li');
  line.dataset.type = event.type;
  line.textContent = words;
  return [line];
}

function tell(event: AccountEvent): string | undefined {
  const amount = (exact: string): string => money.format(Number.parseFloat(exact));
  switch (event.type) {
    case 'MarginCallIssued':
      return `Margin call: equity ${amount(event.equity)}, maintenance ${amount(event.maintenance)}`;
    case 'LiquidationStarted':
      return `Liquidation begins: equity ${amount(event.equity)} is at or below ${amount(event.maintenance)}`;
    case 'PositionClosed':
    case 'PositionReduced':
      return `Closed ${event.side} ${event.quantity} ${event.instrument} at ${amount(event.price)}, profit ${amount(event.profit)}`;
    case 'LiquidationEnded':
      return `Liquidation ends: ${event.outcome}, equity ${amount(event.equity)}`;
    case 'PoolBankrupted':
      return `Bankrupt: ${amount(event.deficit)} are owed`;
    case 'NegativeBalanceCarried':
      return `${amount(event.amount)} ${event.asset} stay as a debt`;
    default:
      return undefined;
  }
}

function drawGrid(): void {
  const started = performance.now();
  const { cells } = gridOf(situation, PERCENTS);
  const took = performance.now() - started;
  const head = row('th', ['BTC \\ ETH', ...PERCENTS.map(percent)]);
  const lines = cells.map((line, index) => {
    const tr = row('th', [percent(PERCENTS[index] ?? 0)]);
    line.forEach((cell, column) => {
      const td = document.createElement('td');
      td.className = stateOf(cell);
      td.dataset.exact = cell.left.equity.toString();
      td.dataset.btc = String(PERCENTS[index]);
      td.dataset.eth = String(PERCENTS[column]);
      td.textContent = short.format(Number.parseFloat(cell.left.equity.toString()));
      td.title = WORDS[stateOf(cell)];
      tr.append(td);
    });
    return tr;
  });
  element('grid').replaceChildren(head, ...lines);
  element('took').textContent =
    `${PERCENTS.length ** 2} pairs of shocks judged in ${took.toFixed(0)} ms, here in your browser.`;
}

function row(kind: 'th' | 'td', texts: readonly string[]): HTMLTableRowElement {
  const tr = document.createElement('tr');
  for (const text of texts) {
    const cell = document.createElement(kind);
    cell.textContent = text;
    tr.append(cell);
  }
  return tr;
}

function percent(value: number): string {
  return `${value > 0 ? '+' : ''}${value} %`.replace('-', '\u2212');
}

for (const asset of ASSETS) element(`move-${asset}`).addEventListener('input', drawView);
element('grid').addEventListener('click', ({ target }) => {
  if (!(target instanceof HTMLElement) || target.dataset.btc === undefined) return;
  element<HTMLInputElement>('move-BTC').value = target.dataset.btc;
  element<HTMLInputElement>('move-ETH').value = target.dataset.eth ?? '0';
  drawView();
});
element('dollars').addEventListener('change', () => {
  const dollars = element<HTMLInputElement>('dollars').value;
  try {
    situation = openingSituation(dollars);
    element('refused').textContent = '';
  } catch (problem) {
    element('refused').textContent = problem instanceof Error ? problem.message : String(problem);
    return;
  }
  drawView();
  drawGrid();
});

drawView();
drawGrid();
document.documentElement.dataset.ready = 'true';
