import type { Piece } from '../../domain/index.js';
import { floatOf, floatOfExact } from './floats.js';
import {
  EDGE_APART,
  MOST_ENTRIES,
  MOST_KNOWN,
  PIECE_GUARD,
  isCountable,
} from './trigger-limits.js';

/** A schedule as it lies in the table, shared by everybody with the same figures. */
export interface Schedule {
  readonly key: string;
  /** Where its first piece lies; the others follow. */
  readonly first: number;
  readonly pieces: number;
  /** The greatest slope, and the greatest square, of any piece. */
  readonly steepest: number;
  readonly squarest: number;
  /** How many entries refer to it; at none its room is given to others. */
  holders: number;
}

/** Doubles of a piece that the filter reads, side by side. */
export const PIECE_STRIDE = 4;
/** Just above where a jump begins the piece, else 0: a notional below may be below the jump. */
export const AT_EDGE = 0;
export const AT_SLOPE = 1;
export const AT_CONSTANT = 2;
/** Just below where the next piece begins: a notional from there on may be in it. */
export const AT_NEXT = 3;

/**
 * Requirements by pieces as floats. A run is a row of pieces that join without a jump. Piece 0
 * requires nothing.
 */
export class ScheduleTable {
  /** Four doubles a piece, see the strides. */
  figures = new Float64Array(PIECE_STRIDE * 64);
  square = new Float64Array(64);
  /** Where the run of a piece begins (0: at zero), and just below where it ends. */
  runStart = new Float64Array(64);
  runEnd = new Float64Array(64);
  /** The greatest slope in the run from a piece on, and up to it. */
  ahead = new Float64Array(64);
  behind = new Float64Array(64);
  /** 1 where the run of a piece holds a square. */
  curved = new Uint8Array(64);

  private end = 1;
  private readonly byKey = new Map<string, Schedule>();
  private readonly byFirst: (Schedule | undefined)[] = [];
  private readonly byPieces = new WeakMap<readonly Piece[], Schedule>();
  private readonly spare = new Map<number, number[]>();

  constructor() {
    this.write(0, [NOTHING], []);
  }

  /** Pieces that are held. */
  get size(): number {
    return this.end;
  }

  /**
   * The schedule of these pieces, held once more; undefined where floats cannot carry it: see
   * `readPieces`, or where the table is full.
   */
  hold(pieces: readonly Piece[]): Schedule | undefined {
    const known = this.byPieces.get(pieces);
    if (known !== undefined && known.holders > 0) {
      known.holders += 1;
      return known;
    }
    const key = keyOf(pieces);
    const schedule = this.byKey.get(key) ?? this.add(key, pieces);
    if (schedule === undefined) return undefined;
    this.byPieces.set(pieces, schedule);
    schedule.holders += 1;
    return schedule;
  }

  /** Gives back what `hold` gave, named by its first piece. */
  release(first: number): void {
    const schedule = this.byFirst[first];
    if (schedule === undefined) return;
    schedule.holders -= 1;
    if (schedule.holders > 0) return;
    this.byKey.delete(schedule.key);
    this.byFirst[first] = undefined;
    const spare = this.spare.get(schedule.pieces) ?? [];
    spare.push(first);
    this.spare.set(schedule.pieces, spare);
  }

  /** One holder more of a schedule that is held. */
  again(first: number): void {
    const schedule = this.byFirst[first];
    if (schedule !== undefined) schedule.holders += 1;
  }

  /** The schedule that begins there. */
  at(first: number): Schedule | undefined {
    return this.byFirst[first];
  }

  private add(key: string, pieces: readonly Piece[]): Schedule | undefined {
    const read = readPieces(pieces);
    if (read === undefined) return undefined;
    const first = this.spare.get(read.length)?.pop() ?? this.end;
    if (first === this.end) {
      if (this.end + read.length > MOST_KNOWN) return undefined;
      this.end += read.length;
    }
    this.write(first, read, jumpsOf(pieces));
    const schedule = {
      key,
      first,
      pieces: read.length,
      steepest: Math.max(...read.map(({ slope }) => slope)),
      squarest: Math.max(...read.map(({ square }) => square)),
      holders: 0,
    };
    this.byKey.set(key, schedule);
    this.byFirst[first] = schedule;
    return schedule;
  }

  private write(first: number, pieces: readonly FloatPiece[], jumps: readonly boolean[]): void {
    while (first + pieces.length > this.square.length) this.widen();
    pieces.forEach(({ from, slope, constant, square }, index) => {
      const at = first + index;
      const jumps0 = jumps[index] === true;
      this.figures[at * PIECE_STRIDE + AT_EDGE] = jumps0 ? from * (1 + PIECE_GUARD) : 0;
      this.figures[at * PIECE_STRIDE + AT_SLOPE] = slope;
      this.figures[at * PIECE_STRIDE + AT_CONSTANT] = constant;
      this.figures[at * PIECE_STRIDE + AT_NEXT] = nextFrom(pieces, index);
      this.square[at] = square;
      const [low, high] = runAround(pieces.length, jumps, index);
      this.runStart[at] = low === 0 ? 0 : pieces[low]!.from;
      this.runEnd[at] = nextFrom(pieces, high);
      this.ahead[at] = steepestOf(pieces.slice(index, high + 1));
      this.behind[at] = steepestOf(pieces.slice(low, index + 1));
      this.curved[at] = pieces.slice(low, high + 1).some((one) => one.square > 0) ? 1 : 0;
    });
  }

  private widen(): void {
    const size = this.square.length * 2;
    const wider = (held: Float64Array, length: number): Float64Array<ArrayBuffer> => {
      const next = new Float64Array(length);
      next.set(held);
      return next;
    };
    this.figures = wider(this.figures, size * PIECE_STRIDE);
    this.square = wider(this.square, size);
    this.runStart = wider(this.runStart, size);
    this.runEnd = wider(this.runEnd, size);
    this.ahead = wider(this.ahead, size);
    this.behind = wider(this.behind, size);
    const curved = new Uint8Array(size);
    curved.set(this.curved);
    this.curved = curved;
  }
}

/** A piece in floats. */
interface FloatPiece {
  readonly from: number;
  readonly constant: number;
  readonly slope: number;
  readonly square: number;
}

function nextFrom(pieces: readonly FloatPiece[], index: number): number {
  const next = pieces[index + 1];
  return next === undefined ? Infinity : next.from * (1 - PIECE_GUARD);
}

const NOTHING: FloatPiece = { from: 0, constant: 0, slope: 0, square: 0 };

/**
 * Pieces as floats, or undefined where a guard fails: they begin at zero and ascend far enough
 * apart, no slope and no square is negative, none begins below zero or below the end of the piece
 * before it, and every figure is countable. So a requirement never falls when its notional grows.
 */
function readPieces(pieces: readonly Piece[]): readonly FloatPiece[] | undefined {
  if (pieces.length === 0 || !pieces[0]!.from.isZero()) return undefined;
  if (pieces.length > MOST_ENTRIES) return undefined;
  const read: FloatPiece[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (piece.slope.sign() < 0 || piece.square.sign() < 0) return undefined;
    if (valueAt(piece, piece).sign() < 0 || jumpAt(pieces, index) < 0) return undefined;
    const one = {
      from: floatOf(piece.from),
      constant: floatOfExact(piece.constant),
      slope: floatOfExact(piece.slope),
      square: floatOfExact(piece.square),
    };
    if (![one.from, one.constant, one.slope, one.square].every(isCountable)) return undefined;
    if (index > 0 && one.from <= read[index - 1]!.from * EDGE_APART) return undefined;
    read.push(one);
  }
  return read;
}

/** Exactly what a piece requires where another one begins. */
function valueAt({ constant, slope, square }: Piece, { from }: Piece) {
  return constant.plus(slope.scaled(from)).plus(square.scaled(from.times(from)));
}

/** The sign of the jump with which a piece begins. */
function jumpAt(pieces: readonly Piece[], index: number): -1 | 0 | 1 {
  const piece = pieces[index]!;
  const before = pieces[index - 1];
  if (before === undefined) return 0;
  return valueAt(piece, piece).minus(valueAt(before, piece)).sign();
}

function jumpsOf(pieces: readonly Piece[]): readonly boolean[] {
  return pieces.map((_, index) => jumpAt(pieces, index) !== 0);
}

/** First and last piece of the run that holds a piece. */
function runAround(count: number, jumps: readonly boolean[], index: number): [number, number] {
  let low = index;
  while (low > 0 && jumps[low] !== true) low -= 1;
  let high = index;
  while (high + 1 < count && jumps[high + 1] !== true) high += 1;
  return [low, high];
}

function steepestOf(pieces: readonly FloatPiece[]): number {
  return Math.max(...pieces.map(({ slope }) => slope));
}

function keyOf(pieces: readonly Piece[]): string {
  return pieces
    .map(({ from, constant, slope, square }) =>
      [from.toFixed(), constant.toJSON(), slope.toJSON(), square.toJSON()].join(','),
    )
    .join(';');
}
