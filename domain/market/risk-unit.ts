import { refuse } from '../kernel/index.js';
import type { Configuration } from './configuration.js';
import type { Instrument } from './instrument.js';
import type { Market } from './market.js';
import type { PoolNeed } from './portfolio-terms.js';
import type { RiskUnit } from './risk-rules.js';

/**
 * The risk unit an instrument belongs to under portfolio margin; undefined where its margin model
 * looks at each position alone.
 * @rejects `margin.parameter-unpublished` for an option or a base that needs an unknown parameter;
 *   `input.invalid` when no unit holds its base, or when a price of zero is among the shocks of an
 *   inverse contract, which has no worth there
 */
export function riskUnitOf(
  { configuration }: Pick<Market, 'configuration'>,
  instrument: Instrument,
): RiskUnit | undefined {
  if (instrument.margin.byPortfolio !== true) return undefined;
  const { id, base, kind } = instrument;
  const unit = configuration.portfolioMargin?.unitOf(base);
  if (kind === 'option') refuseUnpublished(configuration, instrument, 'options');
  if (unit === undefined) {
    refuseUnpublished(configuration, instrument, 'other-bases');
    refuse('input.invalid', `${id}: no unit of portfolio margin holds ${base}`, {
      field: 'engine.portfolioMargin.units',
      figure: base,
    });
  }
  if (kind === 'inverse') refuseZero(id, unit);
  return unit;
}

function refuseUnpublished(
  { portfolioMargin }: Configuration,
  { id, base }: Instrument,
  need: PoolNeed,
): void {
  const unpublished = portfolioMargin?.unpublished ?? [];
  const index = unpublished.findIndex(({ needs }) => needs === need);
  if (index < 0) return;
  const { parameter, why } = unpublished[index]!;
  refuse('margin.parameter-unpublished', `${id} needs ${parameter}: ${why}`, {
    field: `engine.portfolioMargin.unpublished[${index}]`,
    figure: need === 'options' ? id : base,
  });
}

function refuseZero(id: string, { shocks }: RiskUnit): void {
  const index = shocks.findIndex(({ inverse }) => inverse === undefined);
  if (index < 0) return;
  refuse('input.invalid', `${id}: an inverse contract has no value at a price of zero`, {
    field: `engine.portfolioMargin.shocks[${index}].price`,
    figure: '-1',
  });
}

/** The unit whose shocks move an asset held as collateral, if there is one. */
export function unitOfAsset(
  { portfolioMargin, assets }: Configuration,
  asset: string,
): RiskUnit | undefined {
  const unit = assets.get(asset)?.unit;
  return unit === undefined ? undefined : portfolioMargin?.unitOf(unit);
}
