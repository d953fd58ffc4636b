import { Dec, Exact, text } from '../kernel/index.js';
import {
  proportional,
  type Exposure,
  type MarginModel,
  type Piece,
  type TierStarts,
} from './requirement.js';

/** The pieces of both requirements, before bases and close fee are put around them. */
export interface ModelPieces {
  readonly initial: (exposure: Exposure) => readonly Piece[];
  readonly maintenance: (exposure: Exposure) => readonly Piece[];
  /** What an initial rate of one would require, where that is not the notional: a single piece. */
  readonly whole?: (exposure: Exposure) => readonly Piece[];
  readonly call?: (exposure: Exposure) => readonly Piece[];
  readonly maxLeverage?: MarginModel['maxLeverage'];
  readonly tierStarts?: TierStarts;
}

/** The requirement N / leverage of the position. */
export const byLeverage = sharedByLeverage(new Dec(1));

/**
 * The requirement share x N / leverage: positions of the same leverage share the very same pieces,
 * so that whoever keeps pieces keeps them once.
 */
export function sharedByLeverage(share: Dec): (exposure: Exposure) => readonly Piece[] {
  const known = new Map<string, readonly Piece[]>();
  return ({ leverage: times }) => {
    const key = text(times);
    let pieces = known.get(key);
    if (pieces === undefined) {
      pieces = proportional(Exact.quotient(share, times));
      known.set(key, pieces);
    }
    return pieces;
  };
}
