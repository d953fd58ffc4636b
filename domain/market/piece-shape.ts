import { Exact } from '../kernel/index.js';
import { evaluate, type Piece } from './requirement.js';

/** What can be said of a requirement for every positive notional. */
export interface PieceShape {
  /** It never falls inside a piece, and is at no notional below zero. */
  readonly positive: boolean;
  /** It is zero at some positive notional. */
  readonly vanishes: boolean;
}

const shapes = new WeakMap<readonly Piece[], PieceShape>();

/** The shape of pieces, worked out once for each array of them. */
export function shapeOf(pieces: readonly Piece[]): PieceShape {
  const known = shapes.get(pieces);
  if (known !== undefined) return known;
  const shape = { positive: true, vanishes: false };
  for (const piece of pieces) {
    const { from, slope, square } = piece;
    const least = evaluate(piece, Exact.of(from)).sign();
    const flat = slope.sign() === 0 && square.sign() === 0;
    if (least < 0 || slope.sign() < 0 || square.sign() < 0) shape.positive = false;
    if (least === 0 && (flat || !from.isZero())) shape.vanishes = true;
  }
  shapes.set(pieces, shape);
  return shape;
}
