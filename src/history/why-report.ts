import { isoOf, Rational, type Dec, type Side } from '../../domain/index.js';
import type { Tape } from './tape.js';
import type { LevelAt, LevelKind } from './level.js';
import { whyLiquidated, type WhyQuestion, type WhyTable } from './why-liquidated.js';

/** A level as it is shown; `fraction` gives it exactly where its decimals do not come out. */
export interface ShownLevel {
  readonly sequence: number;
  readonly at: string;
  readonly level: string;
  readonly fraction?: string;
  /** The price as it is reported, where buffer or rounding move it. */
  readonly reported?: string;
  readonly mark?: string;
  readonly last?: string;
}

/** A row of the table: what moved the level, by how much and to where. */
export interface WhyRow {
  readonly sequence: number;
  readonly at: string;
  readonly event: string;
  readonly reason: string;
  readonly text: string;
  readonly change: string;
  readonly fraction?: string;
  readonly level: string;
}

/** Why a position was liquidated, in numbers and in a sentence. */
export interface WhyLiquidated {
  readonly account: string;
  readonly case: string;
  readonly pool: string;
  readonly position: string;
  readonly instrument: string;
  readonly side: Side;
  readonly told: LevelKind;
  readonly answer: string;
  readonly shown: ShownLevel;
  readonly begun: ShownLevel;
  readonly liquidated: ShownLevel;
  /** From `shown` to `liquidated`: what the changes of all rows add up to. */
  readonly difference: string;
  readonly fraction?: string;
  readonly rows: readonly WhyRow[];
  /** The same changes by reason, in the order the reasons first appear. */
  readonly totals: readonly { readonly reason: string; readonly change: string }[];
  /** The worst mark on the way, and whether it reached the level that was shown. */
  readonly worst?: { readonly mark: string; readonly sequence: number; readonly reached: boolean };
  /** From the level at the liquidation to the average price of the fills. */
  readonly execution?: {
    readonly price: string;
    readonly rows: readonly {
      readonly reason: string;
      readonly text: string;
      readonly change: string;
    }[];
  };
}

/** Answers a `why-liquidated` question from the tape. */
export function whyReport(tape: Tape, question: WhyQuestion): WhyLiquidated {
  const table = whyLiquidated(tape, question);
  const { account, case: id, pool, position, instrument, side, told, shown, liquidated } = table;
  const { fraction, value: difference } = figure(liquidated.level.minus(shown.level));
  return {
    ...{ account, case: id, pool, position, instrument, side, told },
    answer: answerOf(table),
    shown: shownLevel(shown),
    begun: shownLevel(table.begun),
    liquidated: shownLevel(liquidated),
    difference,
    ...fraction,
    rows: table.rows.map(({ sequence, at, event, reason, text, change, level }) => {
      const { value, fraction } = figure(change);
      const moved = { change: value, ...fraction, level: level.toString() };
      return { sequence, at: isoOf(at), event, reason, text, ...moved };
    }),
    totals: totalsOf(table),
    ...worstOf(table),
    ...executionOf(table),
  };
}

function figure(value: Rational): { value: string; fraction: { fraction?: string } } {
  const shown = value.toString();
  return {
    value: shown,
    fraction: shown.endsWith('...') ? { fraction: `${value.n}/${value.d}` } : {},
  };
}

function shownLevel({ sequence, at, level, shown, mark, last }: LevelAt): ShownLevel {
  const { value, fraction } = figure(level);
  return {
    sequence,
    at: isoOf(at),
    level: value,
    ...fraction,
    ...(shown.cmp(level) === 0 ? {} : { reported: shown.toString() }),
    ...(mark === undefined ? {} : { mark: mark.toFixed() }),
    ...(last === undefined ? {} : { last: last.toFixed() }),
  };
}

function totalsOf({ rows }: WhyTable): WhyLiquidated['totals'] {
  const sums = new Map<string, Rational>();
  for (const { reason, change } of rows) {
    sums.set(reason, (sums.get(reason) ?? Rational.ZERO).plus(change));
  }
  return [...sums].map(([reason, change]) => ({ reason, change: change.toString() }));
}

function worstOf({ worst, told, side, shown }: WhyTable): Pick<WhyLiquidated, 'worst'> {
  if (worst === undefined) return {};
  const { mark, sequence } = worst;
  return { worst: { mark: mark.toFixed(), sequence, reached: reaches(mark, told, side, shown) } };
}

/** Whether a mark reached the price that was shown; slack has no price to reach. */
function reaches(mark: Dec, told: LevelKind, side: Side, { shown }: LevelAt): boolean {
  if (told === 'slack') return false;
  const past = Rational.ofDecimal(mark).cmp(shown);
  return side === 'long' ? past <= 0 : past >= 0;
}

function executionOf({ execution, liquidated }: WhyTable): Pick<WhyLiquidated, 'execution'> {
  if (execution.length === 0) return {};
  const price = execution.reduce((sum, { change }) => sum.plus(change), liquidated.level);
  const rows = execution.map(({ reason, text, change }) => ({
    reason,
    text,
    change: change.toString(),
  }));
  return { execution: { price: price.toString(), rows } };
}

/** The answer in words: what was shown, how far the mark came, and what had moved the level. */
function answerOf({ told, position, side, shown, begun, worst }: WhyTable): string {
  const then = shown.shown.toString();
  const now = begun.shown.toString();
  if (told === 'slack') {
    return (
      `${position} had no liquidation price at some point on the way; the slack of its pool was ` +
      `${then} at event ${shown.sequence} and ${now} when the case began`
    );
  }
  const level = `the liquidation price of ${position} was ${then} at event ${shown.sequence}`;
  const moved = `it was ${now} when the case began`;
  if (worst === undefined) return `${level}; ${moved}`;
  const mark = worst.mark.toFixed();
  if (reaches(worst.mark, told, side, shown)) {
    return `${level} and the mark did reach it, at ${mark}; ${moved}`;
  }
  const way = side === 'long' ? 'fell below' : 'rose above';
  return `${level} and the mark never ${way} ${mark}, but the level did not stay: ${moved}`;
}
