import type { ConfigurationTerms, InstrumentTerms } from '../../domain/index.js';

/** A number of a preset with where it comes from. */
export interface Citation {
  /** Path of the number, such as `engine.liquidation.call`. */
  readonly path: string;
  readonly source: string;
}

/** A named configuration: policies, collateral and instruments, each number with its source. */
export interface Preset {
  readonly name: string;
  readonly title: string;
  readonly configuration: ConfigurationTerms;
  readonly instruments: readonly InstrumentTerms[];
  /** Terms of an instrument that the preset does not list by its base. */
  readonly template: Pick<InstrumentTerms, 'kind' | 'margin' | 'maxLeverage'>;
  readonly sources: readonly Citation[];
}
