import { Dec, Exact, roundTo, type Piece } from '../../domain/index.js';
import type { Factor, LineEntry, WatchedLine } from '../../src/ports/watch.js';
import type { Figure, OracleEntry, OracleLine, OraclePiece } from './oracle/watched/line.js';

/** Numbers that follow from a seed alone. */
export class Draw {
  constructor(private state: number) {}

  /** In [0, 1). */
  unit(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  below(count: number): number {
    return Math.floor(this.unit() * count);
  }

  chance(share: number): boolean {
    return this.unit() < share;
  }

  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)]!;
  }

  /** Plain digits: so many in all, so many of them behind the point. */
  digits(all: number, behind: number): string {
    let drawn = String(1 + this.below(9));
    while (drawn.length < all) drawn += String(this.below(10));
    if (behind === 0) return drawn;
    const padded = drawn.padStart(behind + 1, '0');
    return `${padded.slice(0, -behind)}.${padded.slice(-behind)}`;
  }
}

export function exact(figure: Figure): Exact {
  const [n = '0', d] = figure.split('/');
  return d === undefined ? Exact.of(new Dec(n)) : Exact.quotient(new Dec(n), new Dec(d));
}

/** One array for one list of pieces, as the engine hands them out. */
const pieceLists = new WeakMap<readonly OraclePiece[], readonly Piece[]>();

export function piecesOf(drawn: readonly OraclePiece[]): readonly Piece[] {
  let pieces = pieceLists.get(drawn);
  if (pieces === undefined) {
    pieces = drawn.map(({ from, constant, slope, square }) => ({
      from: new Dec(from),
      constant: exact(constant),
      slope: exact(slope),
      square: exact(square),
    }));
    pieceLists.set(drawn, pieces);
  }
  return pieces;
}

/** What the port is told of a line. */
export function portLine(line: OracleLine): WatchedLine {
  return {
    pool: 'cross',
    constant: exact(line.constant),
    entries: line.entries.map(portEntry),
    profitWeight: new Dec(line.profitWeight),
    netting: line.netted ? 'max-side-per-underlying' : 'none',
    ...(line.below === undefined ? {} : { below: new Dec(line.below) }),
    ...(line.above === undefined ? {} : { above: new Dec(line.above) }),
  };
}

function portEntry({ factor, inverse, rate, slope, cost, weighted, requirement }: OracleEntry) {
  const entry: LineEntry = {
    factor: factor as Factor,
    payoff: inverse ? 'inverse' : 'linear',
    ...(rate === undefined ? {} : { rate: rate as Factor }),
    slope: new Dec(slope),
    cost: exact(cost),
    weighted,
    ...(requirement && {
      requirement: {
        pieces: piecesOf(requirement.pieces),
        ...(requirement.at === undefined
          ? {}
          : requirement.at.startsWith('=')
            ? { at: { notional: exact(requirement.at.slice(1)) } }
            : { at: requirement.at as Factor }),
        size: new Dec(requirement.size),
        base: requirement.base,
        side: requirement.side,
      },
    }),
  };
  return entry;
}

const RATES = ['0.004', '0.005', '0.01', '0.025', '0.05', '0.1', '0.15', '0.25', '0.5'] as const;

/** A schedule of some kind, whose tiers begin around a notional. */
export function drawnPieces(draw: Draw, around: Dec): readonly OraclePiece[] {
  const kind = draw.one(['flat', 'marginal', 'whole', 'square', 'leverage'] as const);
  const none = { constant: '0', square: '0' };
  if (kind === 'flat') return [{ from: '0', slope: draw.one(RATES), ...none }];
  if (kind === 'leverage')
    return [{ from: '0', slope: `1/${draw.one(['3', '7', '20'])}`, ...none }];
  if (kind === 'square') {
    const square = roundTo(new Dec('0.1').div(around), 12, 'up').toFixed();
    return [{ from: '0', constant: '0', slope: '0.01', square }];
  }
  const pieces: OraclePiece[] = [];
  const start = draw.below(4);
  let from = new Dec(0);
  let deduction = new Dec(0);
  for (let tier = 0; tier < 5; tier += 1) {
    const slope = new Dec(RATES[start + tier]!);
    if (tier > 0) {
      const before = new Dec(RATES[start + tier - 1]!);
      // One of the tiers begins exactly at the notional, or next to it.
      from = tier === 2 ? around : around.times(['0.7', '1', '1.02', '1.4'][tier - 1]!);
      deduction = deduction.plus(from.times(slope.minus(before)));
    }
    pieces.push({
      from: from.toFixed(),
      constant: kind === 'marginal' ? deduction.negated().toFixed() : '0',
      slope: slope.toFixed(),
      square: '0',
    });
  }
  return pieces;
}
