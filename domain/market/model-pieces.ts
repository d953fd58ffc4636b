import { Dec, Exact } from '../kernel/index.js';
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
export function byLeverage({ leverage: times }: Exposure): readonly Piece[] {
  return proportional(Exact.quotient(new Dec(1), times));
}
