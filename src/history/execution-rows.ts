import { Dec, Rational } from '../../domain/index.js';
import { accountOf } from '../application/state.js';
import type { Tape } from './tape.js';
import { isFill } from './fills.js';
import type { LevelAt } from './level.js';

/** One part of the way from the level at the liquidation to the price that was got. */
export interface ExecutionRow {
  readonly reason: 'last-past-level' | 'mark-against-last' | 'mark-past-level' | 'slippage';
  readonly text: string;
  readonly change: Rational;
}

interface Way {
  readonly account: string;
  readonly case: string;
  /** When the case began: the mark and the last trade that were known then. */
  readonly begun: LevelAt;
  readonly level: LevelAt;
}

/**
 * From the level of a position to the average price of its fills in a case: how far the last trade
 * and the mark were past the level when the case began, and what each fill slipped against that
 * mark by its share of the size. Empty without a mark or a fill, since no price was got then.
 */
export function executionRows(tape: Tape, way: Way): ExecutionRow[] {
  const { mark, last } = way.begun;
  const fills = ownFills(tape, way);
  if (mark === undefined || fills.length === 0) return [];
  const rows: ExecutionRow[] = [];
  const step = (reason: ExecutionRow['reason'], text: string, change: Rational) => {
    if (change.sign() !== 0) rows.push({ reason, text, change });
  };
  const { level } = way.level;
  const marked = Rational.ofDecimal(mark);
  const stood = `the mark stood at ${mark.toFixed()} when the case began`;
  if (last === undefined) step('mark-past-level', stood, marked.minus(level));
  else {
    const traded = Rational.ofDecimal(last);
    step('last-past-level', `the last trade was at ${last.toFixed()}`, traded.minus(level));
    step('mark-against-last', stood, marked.minus(traded));
  }
  const total = fills.reduce((sum, { quantity }) => sum.plus(quantity), Rational.ZERO);
  for (const { quantity, price } of fills) {
    const share = quantity.over(total);
    const slipped = Rational.fromDecimalString(price).minus(marked).times(share);
    step('slippage', `filled at ${price}, by its share of the size`, slipped);
  }
  return rows;
}

/** The fills by which the case closed the position that is followed. */
function ownFills(tape: Tape, { account, case: id, level }: Way) {
  const asked = tape[level.sequence - 1]?.event;
  const position = asked?.type === 'CloseOutRequested' ? asked.position : undefined;
  return tape.slice(level.sequence).flatMap(({ event }) => {
    if (accountOf(event) !== account || !isFill(event)) return [];
    if (event.position !== position || !('closeOut' in event)) return [];
    if (event.closeOut?.startsWith(`${id}/`) !== true) return [];
    return [{ quantity: Rational.ofDecimal(new Dec(event.quantity)), price: event.price }];
  });
}
