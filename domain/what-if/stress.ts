import { marginPool, poolsInOrder, type Account, type AccountEvent } from '../account/index.js';
import { type Dec, Exact, ZERO, attempt, refuse } from '../kernel/index.js';
import type { Rejection, Result } from '../kernel/index.js';
import { demandRate, type Market } from '../market/index.js';
import { isBreached, isCalled, measurePool, type PoolMeasure } from '../margin/index.js';
import { closedOut, type ClosedOut } from './close-outs.js';
import { fillAtMark, type FillFunction } from './fill-at-mark.js';
import { Rehearsal } from './rehearsal.js';
import { shockedPrices, type Shock } from './shocks.js';
import type { Situation } from './situation.js';

/** One direction of a grid: the same asset, or all of them, shocked by each share in turn. */
export interface ShockAxis {
  /** Absent: all assets. */
  readonly asset?: string;
  readonly shares: readonly Dec[];
}

/** What one shock, or one pair of shocks, does to an account. Amounts in settlement. */
export interface StressCell {
  readonly row: Dec;
  readonly column?: Dec;
  /** Of all pools at the shocked prices, before anything is closed. */
  readonly equity: Exact;
  /** A margin call is due for one of its pools. */
  readonly called: boolean;
  /** One of its pools is breached. */
  readonly breached: boolean;
  /** What would be closed, first things first; nothing unless a pool is breached. */
  readonly closedOut: readonly ClosedOut[];
  readonly left: {
    /** Of all pools, once liquidation has done its work. */
    readonly equity: Exact;
    /** Positions that are still open then. */
    readonly positions: number;
    /** What bankrupt pools owed when their last position was gone, whoever pays it. */
    readonly deficit: Dec;
    /** What is left of that with the holder as a debt. */
    readonly debt: Dec;
  };
}

/** A grid of shocks: rows, and columns where there are two axes. */
export interface StressGrid {
  readonly account: string;
  readonly rows: ShockAxis;
  readonly columns?: ShockAxis;
  /** `cells[row][column]`; one column where there is one axis. */
  readonly cells: readonly (readonly StressCell[])[];
}

/** The account to be shocked, along one axis or two, and how its close-outs are filled. */
export interface StressTerms {
  readonly account: string;
  readonly rows: ShockAxis;
  readonly columns?: ShockAxis;
  readonly fill?: FillFunction;
}

/** Cells of the largest grid; each is a whole liquidation. */
export const MOST_CELLS = 10_000;

/**
 * Shocks an account once per cell, each time from the situation as it stands, and lets the rules
 * judge it: where it is called, where it is liquidated, what closes first and what is left.
 * @rejects `account.unknown`; `input.invalid` for an empty axis, too many cells, or shocks that
 *   cannot be meant
 */
export function stress(
  situation: Situation,
  { account: id, rows, columns, fill = fillAtMark() }: StressTerms,
): Result<StressGrid, Rejection> {
  return attempt(() => {
    const account = situation.accounts.get(id);
    if (account === undefined) {
      refuse('account.unknown', `there is no account ${id}`, { field: 'account', figure: id });
    }
    checkSize(rows, columns);
    const cell = (row: Dec, column?: Dec): StressCell => {
      const shocks = [shockOf(rows, row)];
      if (columns !== undefined && column !== undefined) shocks.push(shockOf(columns, column));
      const own = { row, ...(column === undefined ? {} : { column }) };
      return { ...own, ...shocked(situation, account, shocks, fill) };
    };
    const cells = rows.shares.map((row) =>
      columns === undefined ? [cell(row)] : columns.shares.map((column) => cell(row, column)),
    );
    return { account: id, rows, ...(columns === undefined ? {} : { columns }), cells };
  });
}

function shockOf({ asset }: ShockAxis, share: Dec): Shock {
  return asset === undefined ? { share } : { asset, share };
}

function shocked(
  situation: Situation,
  account: Account,
  shocks: readonly Shock[],
  fill: FillFunction,
): Omit<StressCell, 'row' | 'column'> {
  const rehearsal = new Rehearsal(situation, fill);
  rehearsal.take(shockedPrices(situation.market, shocks));
  const { market } = rehearsal.situation;
  const before = measuresOf(account, market);
  rehearsal.judge([account.id]);
  const { events } = rehearsal;
  const after = rehearsal.situation.accounts.get(account.id) ?? account;
  const kept = measuresOf(after, market);
  const exposed = before.filter(({ valuations }) => valuations.length > 0);
  return {
    equity: Exact.sum(before.map(({ equity }) => equity)),
    called: exposed.some((measure) => isCalled(market, measure, measure.valuations)),
    breached: exposed.some((measure) => isBreached(market, measure)),
    closedOut: closedOut(events),
    left: {
      equity: Exact.sum(kept.map(({ equity }) => equity)),
      positions: kept.reduce((sum, { valuations }) => sum + valuations.length, 0),
      deficit: deficitIn(events),
      debt: debtOf(after, market),
    },
  };
}

function measuresOf(account: Account, market: Market): PoolMeasure[] {
  return poolsInOrder(account).map(({ id }) =>
    measurePool(market, marginPool(account, market, id)),
  );
}

function deficitIn(events: readonly AccountEvent[]): Dec {
  return events.reduce(
    (sum, event) => (event.type === 'PoolBankrupted' ? sum.plus(event.deficit) : sum),
    ZERO,
  );
}

function debtOf({ debts }: Account, market: Market): Dec {
  return [...debts].reduce(
    (sum, [asset, { amount }]) => sum.plus(amount.times(demandRate(market, asset))),
    ZERO,
  );
}

function checkSize(rows: ShockAxis, columns: ShockAxis | undefined): void {
  const count = rows.shares.length * (columns?.shares.length ?? 1);
  if (count > 0 && count <= MOST_CELLS) return;
  refuse('input.invalid', 'a grid must have cells, and not too many', {
    field: 'shares',
    figure: String(count),
    limit: String(MOST_CELLS),
    unit: 'cells',
  });
}
