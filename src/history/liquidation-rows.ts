import { Dec, ZERO, text, type LiquidationOutcome } from '../../domain/index.js';
import type { Tape } from './tape.js';
import { storiesOf, type LiquidationStory } from './story.js';

/** A liquidation as one row, in settlement; equity and maintenance are those it began with. */
export interface LiquidationRow {
  readonly id: string;
  readonly at: string;
  readonly account: string;
  readonly pool: string;
  readonly case: string;
  readonly equity: string;
  readonly maintenance: string;
  readonly closeOuts: string;
  /** Realized by its close-outs, and what they were charged, at the rates of each fill. */
  readonly profit: string;
  readonly fees: string;
  /** What was owed when nothing was left. */
  readonly deficit: string;
  /** Absent while the case is open. */
  readonly outcome?: LiquidationOutcome;
  readonly endedAt?: string;
}

/** The liquidations of an account, oldest first. */
export function liquidationRows(tape: Tape, account: string): LiquidationRow[] {
  return storiesOf(tape, account).map(rowOf);
}

function rowOf(story: LiquidationStory): LiquidationRow {
  const { sequence, startedAt, account, pool, started, closeOuts, ended, deficit } = story;
  const fills = closeOuts.flatMap((closeOut) => closeOut.fills);
  return {
    id: `${sequence}.0`,
    at: startedAt,
    account,
    pool,
    case: story.case,
    equity: started.equity,
    maintenance: started.maintenance,
    closeOuts: String(closeOuts.length),
    profit: total(fills.map(({ profit, rate }) => new Dec(profit).times(rate))),
    fees: total(fills.map(({ fee, rate }) => new Dec(fee).times(rate))),
    deficit: deficit ?? '0',
    ...(ended === undefined ? {} : { outcome: ended.outcome, endedAt: ended.at }),
  };
}

function total(amounts: readonly Dec[]): string {
  return text(amounts.reduce((sum, amount) => sum.plus(amount), ZERO));
}
