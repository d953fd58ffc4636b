import {
  demand,
  fillAtMark,
  isoOf,
  attempt,
  stress,
  text,
  type ClosedOut,
  type Exact,
  type Rejection,
  type Result,
  type ShockAxis,
  type Situation,
  type StressCell,
} from '../../domain/index.js';
import { readDecimal } from './read-decimal.js';

/** One direction of a grid of shocks as an embedder writes it. */
export interface AxisTerms {
  /** Absent: all assets. */
  readonly asset?: string;
  /** Moves as shares of the value, above -1; decimal strings. */
  readonly shares: readonly string[];
}

/** A grid of shocks to ask for. */
export interface GridTerms {
  readonly rows: AxisTerms;
  readonly columns?: AxisTerms;
  /** How much worse than the mark close-outs are filled, as a rate; default 0. */
  readonly slippage?: string;
}

/** What one shock, or one pair, does; amounts in settlement, exact decimal notation. */
export interface ReportedCell {
  readonly row: string;
  readonly column?: string;
  /** Of all pools at the shocked prices, before anything is closed. */
  readonly equity: string;
  readonly called: boolean;
  readonly breached: boolean;
  /** What would be closed first; null when nothing is. */
  readonly first: ClosedOut | null;
  readonly closeOuts: number;
  /** What is left once liquidation has done its work, and what was or stays owed. */
  readonly left: {
    readonly equity: string;
    /** Positions that are still open. */
    readonly positions: number;
    readonly deficit: string;
    readonly debt: string;
  };
}

/** What shocks would do to an account, cell by cell; numbers are decimal strings. */
export interface StressReport {
  readonly account: string;
  readonly settlement: string;
  readonly at: string;
  readonly slippage: string;
  readonly rows: AxisTerms;
  readonly columns?: AxisTerms;
  /** `cells[row][column]`; one column where there is one axis. */
  readonly cells: readonly (readonly ReportedCell[])[];
}

/** Shocks an account of a situation and reports every cell. */
export function stressReport(
  situation: Situation,
  account: string,
  { rows, columns, slippage = '0' }: GridTerms,
): Result<StressReport, Rejection> {
  return attempt(() => {
    const axes = {
      rows: readAxis('rows', rows),
      ...(columns === undefined ? {} : { columns: readAxis('columns', columns) }),
    };
    const fill = fillAtMark(readDecimal('slippage', slippage));
    const grid = demand(stress(situation, { account, ...axes, fill }));
    return {
      account,
      settlement: situation.market.configuration.settlement,
      at: isoOf(situation.market.now),
      slippage,
      rows,
      ...(columns === undefined ? {} : { columns }),
      cells: grid.cells.map((row) => row.map(reported)),
    };
  });
}

function readAxis(name: string, { asset, shares }: AxisTerms): ShockAxis {
  const read = shares.map((share, index) => readDecimal(`${name}.shares[${index}]`, share));
  return { ...(asset === undefined ? {} : { asset }), shares: read };
}

function reported({ row, column, closedOut, left, ...cell }: StressCell): ReportedCell {
  return {
    row: text(row),
    ...(column === undefined ? {} : { column: text(column) }),
    equity: written(cell.equity),
    called: cell.called,
    breached: cell.breached,
    first: closedOut[0] ?? null,
    closeOuts: closedOut.length,
    left: {
      equity: written(left.equity),
      positions: left.positions,
      deficit: text(left.deficit),
      debt: text(left.debt),
    },
  };
}

function written(figure: Exact): string {
  return figure.toRational().toString();
}
