import { Dec, Exact, ZERO, maxOf } from '../kernel/index.js';
import type { Basis } from './instrument-terms.js';

/** What a requirement may depend on besides the price. */
export interface Exposure {
  /** +1 long, -1 short. */
  readonly sign: 1 | -1;
  /** Contracts, positive. */
  readonly quantity: Dec;
  /** Contracts x multiplier: what a price is multiplied with, or divided into. */
  readonly size: Dec;
  /** Notional at the entry price, in the asset the instrument pays in. */
  readonly cost: Exact;
  /** The position's leverage as resolved, positive. */
  readonly leverage: Dec;
}

/**
 * One piece of a requirement as a function of the notional N:
 * `constant + slope x N + square x N^2` from `from` (inclusive) to the next piece.
 * Every margin model is a list of such pieces, which measuring, the liquidation price and
 * the size of a close-out all read, so that no rule is written twice.
 */
export interface Piece {
  readonly from: Dec;
  readonly constant: Exact;
  readonly slope: Exact;
  readonly square: Exact;
}

/** A requirement of one kind (initial, maintenance) of one instrument. */
export interface Requirement {
  /** Whether N is taken at the mark, at the entry price or at the index. */
  readonly basis: Basis;
  /** The pieces for this exposure, ascending by `from`; the first starts at zero. */
  pieces(exposure: Exposure): readonly Piece[];
}

/** First sizes of the tiers above the lowest. */
export interface TierStarts {
  readonly by: 'notional' | 'quantity';
  readonly from: readonly Dec[];
}

/** Of a model without tiers. */
export const NO_TIERS: TierStarts = { by: 'notional', from: [] };

/** The margin model of an instrument. `call`: where a margin call is due, if the model says so. */
export interface MarginModel {
  readonly name: string;
  readonly initial: Requirement;
  readonly maintenance: Requirement;
  /** Used margin of the spot-margin model; elsewhere the initial requirement. */
  readonly used: Requirement;
  /** Maintenance margin as it is told, where a fee for closing counts beside it; else absent. */
  readonly stated?: Requirement;
  /** Requirement at or below which the call level of the model is reached; `used` model only. */
  readonly call?: Requirement;
  /** The pool is measured as a whole; what is required of a position alone comes on top. */
  readonly byPortfolio?: true;
  /** Whether a requirement takes its notional at the index. */
  readonly usesIndex: boolean;
  /** Positions that are bought with own money alone and so are never liquidated; absent: none. */
  readonly spares?: (exposure: Exposure) => boolean;
  /** The greatest leverage a position of this notional and size may have, if tiers limit it. */
  maxLeverage(notional: Exact, quantity: Dec, leverage: Dec): Dec | undefined;
  /**
   * Where tiers above the lowest begin at that leverage, ascending, and what they count; empty
   * without tiers.
   */
  tierStarts(leverage: Dec): TierStarts;
}

/** A piece from a notional on: constant + slope x N + square x N^2. */
export function piece(from: Dec, constant: Exact, slope: Exact, square = Exact.ZERO): Piece {
  return { from, constant, slope, square };
}

/** A requirement of the form N x rate. */
export function proportional(slope: Exact): readonly Piece[] {
  return [piece(ZERO, Exact.ZERO, slope)];
}

/** The piece that holds N; a boundary belongs to the higher piece. */
export function pieceAt(pieces: readonly Piece[], notional: Exact): Piece {
  let held = pieces[0]!;
  for (let index = 1; index < pieces.length; index += 1) {
    const next = pieces[index]!;
    const below = notional.isDecimal()
      ? notional.whole.lt(next.from)
      : notional.cmp(Exact.of(next.from)) < 0;
    if (below) break;
    held = next;
  }
  return held;
}

/** The value of one piece at N. */
export function evaluate({ constant, slope, square }: Piece, notional: Exact): Exact {
  const product = notional.times(slope);
  const linear = constant.isZero() ? product : constant.plus(product);
  return square === Exact.ZERO ? linear : linear.plus(notional.times(notional).times(square));
}

/** Notional of a position at the prices a requirement may be based on, in the pay asset. */
export interface BasisNotional {
  readonly exposure: Exposure;
  /** At the mark. */
  readonly ownNotional: Exact;
  /** At the index; the same as at the mark where no index came. */
  readonly indexNotional: Exact;
}

/** The notional on which a requirement of that basis is taken. */
export function notionalOn(
  basis: Basis,
  { exposure, ownNotional, indexNotional }: BasisNotional,
): Exact {
  if (basis === 'mark') return ownNotional;
  return basis === 'entry' ? exposure.cost : indexNotional;
}

/** The requirement of an exposure with that notional at the mark and at the index. */
export function requirementOf(
  requirement: Requirement,
  exposure: Exposure,
  ownNotional: Exact,
  indexNotional: Exact = ownNotional,
): Exact {
  const at = notionalOn(requirement.basis, { exposure, ownNotional, indexNotional });
  const pieces = requirement.pieces(exposure);
  return evaluate(pieces.length === 1 ? pieces[0]! : pieceAt(pieces, at), at);
}

const NOTHING = proportional(Exact.ZERO);

/** The same requirement, but nothing for the exposures that are spared. */
export function sparing(
  requirement: Requirement,
  spares: (exposure: Exposure) => boolean,
): Requirement {
  return {
    basis: requirement.basis,
    pieces: (exposure) => (spares(exposure) ? NOTHING : requirement.pieces(exposure)),
  };
}

/**
 * The same requirement with a rate on N added: the fee a close would cost. Pieces that several
 * exposures share stay shared.
 */
export function withFee(requirement: Requirement, fee: Dec): Requirement {
  if (fee.isZero()) return requirement;
  const extra = Exact.of(fee);
  const known = new WeakMap<readonly Piece[], readonly Piece[]>();
  return {
    basis: requirement.basis,
    pieces: (exposure) => {
      const bare = requirement.pieces(exposure);
      let dearer = known.get(bare);
      if (dearer === undefined) {
        dearer = bare.map((p) => ({ ...p, slope: p.slope.plus(extra) }));
        known.set(bare, dearer);
      }
      return dearer;
    },
  };
}

/**
 * Deductions of a marginal schedule. One that is not given is computed so that the requirement is
 * continuous with the tier below: d = from x (rate - rate below) + d below.
 */
export function continuousDeductions(
  tiers: readonly { readonly from: Dec; readonly rate: Dec; readonly given?: Dec }[],
): Dec[] {
  let deduction = ZERO;
  let previous = ZERO;
  return tiers.map(({ from, rate, given }) => {
    deduction = given ?? deduction.plus(from.times(rate.minus(previous)));
    previous = rate;
    return deduction;
  });
}

/** `max(rate, 0.8 x rate + imf x root)`: the requirement rate of the root model. */
export function rootRate(rate: Dec, imf: Dec, root: Dec): Dec {
  return maxOf(rate, rate.times(new Dec('0.8')).plus(imf.times(root)));
}
