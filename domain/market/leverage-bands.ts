import { Dec, ZERO, refuse, text } from '../kernel/index.js';
import type { ByLeverageTerms } from './instrument-terms.js';
import type { Exposure, MarginModel, Requirement } from './requirement.js';

/** One band: the model that counts from this leverage on. */
interface Band {
  readonly from: Dec;
  readonly model: MarginModel;
}

/**
 * A model that depends on the leverage a position uses: each band has a schedule of its own, which
 * counts from its leverage (inclusive) to the next band.
 * @param modelOf builds the model of a band
 * @rejects `input.invalid` naming the band: none, first `from` other than 0, unsorted, or a basis
 *   that differs from that of the first band
 */
export function byLeverageModel(
  terms: ByLeverageTerms,
  instrument: string,
  modelOf: (margin: ByLeverageTerms['bands'][number]['margin']) => MarginModel,
): MarginModel {
  const bands = terms.bands.map(({ from, margin }) => ({
    from: new Dec(from),
    model: modelOf(margin),
  }));
  refuseDisorder(bands, instrument);
  const { model: lowest } = bands[0]!;
  for (const [index, { model }] of bands.entries()) {
    for (const which of ['initial', 'maintenance'] as const) {
      if (model[which].basis !== lowest[which].basis) {
        refuse('input.invalid', `${instrument}: all bands take their ${which} margin alike`, {
          field: `margin.bands[${index}].margin.${which}Basis`,
          figure: model[which].basis,
          limit: lowest[which].basis,
        });
      }
    }
  }
  const held = (leverage: Dec): MarginModel => bandAt(bands, leverage).model;
  const combined = (of: (model: MarginModel) => Requirement): Requirement => ({
    basis: of(lowest).basis,
    pieces: (exposure: Exposure) => of(held(exposure.leverage)).pieces(exposure),
  });
  return {
    name: terms.model,
    initial: combined(({ initial }) => initial),
    used: combined(({ used }) => used),
    maintenance: combined(({ maintenance }) => maintenance),
    ...(bands.some(({ model }) => model.stated !== undefined)
      ? { stated: combined(({ stated, maintenance }) => stated ?? maintenance) }
      : {}),
    ...(bands.some(({ model }) => model.call !== undefined)
      ? { call: combined(({ call, maintenance }) => call ?? maintenance) }
      : {}),
    ...(bands.some(({ model }) => model.spares !== undefined)
      ? { spares: (exposure: Exposure) => held(exposure.leverage).spares?.(exposure) ?? false }
      : {}),
    usesIndex: lowest.usesIndex,
    maxLeverage: (notional, quantity, leverage) =>
      held(leverage).maxLeverage(notional, quantity, leverage),
    tierStarts: (leverage) => held(leverage).tierStarts(leverage),
  };
}

function refuseDisorder(bands: readonly Band[], instrument: string): void {
  for (const [index, { from }] of bands.entries()) {
    const before = bands[index - 1]?.from;
    if (before === undefined ? from.isZero() : from.gt(before)) continue;
    refuse('input.invalid', `${instrument}: leverage band ${index + 1} is out of order`, {
      field: `margin.bands[${index}].from`,
      figure: text(from),
      limit: text(before ?? ZERO),
    });
  }
}

function bandAt(bands: readonly Band[], leverage: Dec): Band {
  let index = bands.length - 1;
  while (index > 0 && leverage.lt(bands[index]!.from)) index -= 1;
  return bands[index]!;
}
