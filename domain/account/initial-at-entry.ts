import { type Exact } from '../kernel/index.js';
import { requirementOf, type Instrument } from '../market/index.js';
import { exposureOf, indexValue } from '../margin/index.js';
import type { Position } from '../position/index.js';
import { leverageChoice, type Draft } from './draft.js';

/**
 * Initial margin of a position with every term at its entry, in the pay asset; where the model
 * takes an index, at the index as it stands.
 */
export function initialAtEntry(draft: Draft, instrument: Instrument, position: Position): Exact {
  const exposure = exposureOf(instrument, position, leverageChoice(draft.account));
  const { cost, size } = exposure;
  const atIndex = indexValue(draft.market, instrument, size);
  return requirementOf(instrument.margin.initial, exposure, cost, atIndex);
}
