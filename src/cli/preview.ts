import Table from 'cli-table3';
import type { PreviewQuestion, PreviewReply } from '../application/preview-reply.js';
import { refusalLine, refusalText } from '../application/refusal-text.js';
import { shown, shownPrice } from '../report/escape.js';
import { shownShare } from '../report/stress-cells.js';
import { accountAt, stageAt } from './scenario-stage.js';
import { EXIT, UsageError, paint, printJson, type Terminal } from './terminal.js';

/** Options of `preview`. */
export interface PreviewOptions extends Omit<PreviewQuestion, 'ask' | 'account'> {
  readonly at?: number;
  readonly account?: string;
  readonly json?: boolean;
}

/** `plimsoll preview`: a position before it is opened, at a step of a scenario. */
export async function previewScenario(
  terminal: Terminal,
  path: string,
  { at, account: asked, json, ...question }: PreviewOptions,
): Promise<number> {
  const stage = await stageAt(path, at);
  const account = await accountAt(stage, asked);
  const { engine } = stage.stage;
  const answer = await engine.query({ ask: 'preview', account, ...question });
  if (!answer.ok) throw new UsageError(refusalText(answer.error));
  const reply = answer.value;
  if (json === true) printJson(terminal, reply);
  else print(terminal, question, reply, engine.market.configuration.settlement);
  return EXIT.ok;
}

type Rows = [string, string][];
type Opening = NonNullable<PreviewReply['opening']>;

function print(
  terminal: Terminal,
  { side, quantity, instrument, holding }: Omit<PreviewQuestion, 'ask' | 'account'>,
  { rates, maxQuantity, refused, opening }: PreviewReply,
  settlement: string,
): void {
  const colour = paint(terminal);
  terminal.out(colour.bold(`${side} ${quantity} ${instrument}, amounts in ${settlement}`));
  const rows: Rows = [
    ...ratesOf(rates),
    ['largest quantity that opens', shownPrice(maxQuantity)],
    ...(opening === null ? [] : [...marginsOf(opening), ...costsOf(opening, holding)]),
  ];
  const table = new Table({ style: { head: [], border: [] }, colAligns: ['left', 'right'] });
  table.push(...rows);
  terminal.out(table.toString());
  if (refused !== null) {
    terminal.out(colour.red(`would be refused: ${refusalLine(refused)}`));
  }
  if (opening?.verdict) printVerdict(terminal, opening.verdict);
}

function ratesOf({ initial, maintenance, maker, taker, borrowing }: PreviewReply['rates']): Rows {
  return [
    ['initial / maintenance margin', `${rate(initial)} / ${rate(maintenance)}`],
    ['maker / taker fee', `${rate(maker)} / ${rate(taker)}`],
    ...(borrowing === null ? [] : [borrowingRow(borrowing)]),
  ];
}

function borrowingRow({
  opening,
  rate: charged,
  every,
  asset,
}: NonNullable<PreviewReply['rates']['borrowing']>): [string, string] {
  const once = opening === '0' ? '' : `${rate(opening)} once, `;
  return [`borrowing, in ${asset}`, `${once}${rate(charged)} every ${every}`];
}

function marginsOf({ margin, figures, alerts, called }: Opening): Rows {
  const { pool, position } = figures;
  const { borrowed, liquidationPrice } = position;
  const warnings = alerts.map(({ measure, threshold }) => `${measure} ${threshold}`);
  if (called) warnings.push('margin call');
  return [
    ['margin it needs', shown(margin)],
    ...(borrowed === '0' ? [] : ([['borrowed', figure(borrowed)]] satisfies Rows)),
    ['free margin after', figure(pool.freeMargin)],
    ['margin level after, percent', figure(pool.marginLevel)],
    ['liquidation price after', price(liquidationPrice)],
    ['alerts raised', warnings.length === 0 ? 'none' : warnings.join(', ')],
  ];
}

function costsOf({ costs, breakEvenPrice, requiredMove }: Opening, holding = 'no time'): Rows {
  return [
    ['fee of opening', shown(costs.open)],
    [`interest over ${holding}`, shown(costs.interest)],
    ['fee of closing', shown(costs.close)],
    ['other fees', shown(costs.other)],
    ['total cost', shown(costs.total)],
    ['break-even price', price(breakEvenPrice)],
    ['required move', rate(requiredMove)],
  ];
}

function printVerdict(
  terminal: Terminal,
  { expectedReturn, required, worth }: NonNullable<Opening['verdict']>,
): void {
  const colour = paint(terminal);
  const words = worth ? colour.green('worth it') : colour.red('not worth it');
  terminal.out(`${words}: a return of ${shown(expectedReturn)} where ${shown(required)} is needed`);
}

function figure(value: string | boolean | null): string {
  return typeof value === 'string' && value !== 'no-exposure' ? shown(value) : 'none';
}

/** Prices to eight decimals at most. */
function price(value: string | boolean | null): string {
  return typeof value === 'string' ? shownPrice(value.replace('...', '')) : 'none';
}

/** A share in percent, to six decimals of percent. */
function rate(value: string | boolean | null): string {
  if (typeof value !== 'string') return 'none';
  const [whole = '0', fraction = ''] = value.replace('...', '').split('.');
  return shownShare(`${whole}.${fraction.slice(0, 8)}`).replace('+', '');
}
