import { Dec, Exact, refuse } from '../kernel/index.js';
import type { PlainMarginTerms, ScenarioTerms } from './instrument-terms.js';
import type { ModelPieces } from './model-pieces.js';

/**
 * The initial pieces of a model with leverage as their floor: N x the greater of its rate and
 * 1 / leverage of the position.
 * @rejects `input.invalid` for a model whose initial requirement is not N x one rate
 */
export function atLeastByLeverage(
  initial: ModelPieces['initial'],
  terms: PlainMarginTerms | ScenarioTerms,
  instrument: string,
): ModelPieces['initial'] {
  if (!isOneRate(terms)) {
    refuse('input.invalid', `${instrument}: leverage can be the floor of a plain rate only`, {
      field: 'margin.initialFloor',
      figure: terms.model,
      limit: 'flat, tiered whole, slope by quantity, root',
    });
  }
  return (exposure) => {
    const least = Exact.quotient(new Dec(1), exposure.leverage);
    return initial(exposure).map((one) =>
      one.slope.cmp(least) < 0 ? { ...one, slope: least } : one,
    );
  };
}

function isOneRate(terms: PlainMarginTerms | ScenarioTerms): boolean {
  switch (terms.model) {
    case 'flat':
    case 'root':
      return true;
    case 'tiered':
      return terms.scope === 'whole';
    case 'slope':
      return terms.unit === 'quantity';
    default:
      return false;
  }
}
