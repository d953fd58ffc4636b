import Table from 'cli-table3';
import { refusalText } from '../application/refusal-text.js';
import type { ShownLevel, WhyLiquidated } from '../history/why-report.js';
import { accountAt } from './scenario-stage.js';
import { EXIT, UsageError, paint, printJson, type Terminal } from './terminal.js';
import type { Told } from './told.js';

/** Which liquidation is asked about, and when its level was looked at. */
export interface LiquidationOptions {
  readonly account?: string;
  readonly pool?: string;
  readonly position?: string;
  readonly case?: string | true;
  readonly since?: string;
  readonly json?: boolean;
}

/** `plimsoll explain --why-liquidated`: from the level that was shown to the price that was got. */
export async function explainLiquidation(
  terminal: Terminal,
  told: Told,
  options: LiquidationOptions,
): Promise<number> {
  const account = await accountAt({ stage: told }, options.account);
  const { pool, position, case: only, since, json } = options;
  const answer = await told.engine.query({
    ask: 'why-liquidated',
    account,
    ...(typeof only === 'string' ? { case: only } : {}),
    ...(pool === undefined ? {} : { pool }),
    ...(position === undefined ? {} : { position }),
    ...(since === undefined ? {} : { since: pointOf(told, since) }),
  });
  if (!answer.ok) throw new UsageError(refusalText(answer.error));
  if (json === true) printJson(terminal, answer.value);
  else print(terminal, answer.value);
  return EXIT.ok;
}

/** A time as it is, or the last event of a step. */
function pointOf(told: Told, since: string): string | number {
  return /^\d{1,9}$/.test(since) ? told.sequenceOf(Number(since)) : since;
}

function print(terminal: Terminal, why: WhyLiquidated): void {
  const colour = paint(terminal);
  const { account, pool, side, instrument, shown, liquidated, rows, execution } = why;
  terminal.out(colour.bold(`case ${why.case}: ${account}, ${pool}, ${side} ${instrument}`));
  terminal.out(why.answer);
  const table = plain(['event', 'time', 'why', 'what', 'change', why.told]);
  table.push([String(shown.sequence), shown.at, 'shown', '', '', levelText(shown)]);
  for (const { sequence, at, reason, text, change, level } of rows) {
    table.push([String(sequence), at, reason, text, signed(change), level]);
  }
  const end = ['in all', '', signed(why.difference), levelText(liquidated)];
  table.push([String(liquidated.sequence), liquidated.at, ...end]);
  terminal.out(table.toString());
  if (execution === undefined) return;
  const way = plain(['from the level to the price that was got', '', 'change']);
  for (const { reason, text, change } of execution.rows) way.push([reason, text, signed(change)]);
  way.push(['filled at', 'on average', execution.price]);
  terminal.out(way.toString());
}

function levelText({ level, reported }: ShownLevel): string {
  return reported === undefined ? level : `${level} (reported ${reported})`;
}

function signed(change: string): string {
  return change.startsWith('-') ? change : `+${change}`;
}

function plain(head: string[]): Table.Table {
  return new Table({ head, style: { head: [], border: [], compact: true } });
}
