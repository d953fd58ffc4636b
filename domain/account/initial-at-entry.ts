import { type Exact } from '../kernel/index.js';
import type { Instrument } from '../market/index.js';
import { exposureOf, initialMarginAt } from '../margin/index.js';
import type { Position } from '../position/index.js';
import { leverageChoice, type Draft } from './draft.js';

/**
 * Initial margin of a position with every term at its entry, in the pay asset; where the model
 * takes an index, at the index as it stands.
 */
export function initialAtEntry(draft: Draft, instrument: Instrument, position: Position): Exact {
  const exposure = exposureOf(instrument, position, leverageChoice(draft.account));
  return initialMarginAt(draft.market, instrument, exposure, exposure.cost);
}
