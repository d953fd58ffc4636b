import type { ConfigurationTerms, InstrumentTerms, PoolNeed } from '../../domain/index.js';
import type { Sourced } from './sources.js';

/** Where something that a preset decides comes from. */
export interface Citation {
  /**
   * What it covers, with everything below it: `engine.liquidation.call`, `assets[BTC].haircut`,
   * `instruments[].margin`, `instruments[PI_*]`.
   */
  readonly path: string;
  readonly source: Sourced;
}

/** What overrides a preset: the keys of a scenario or of an embedder. */
export interface Overrides extends ConfigurationTerms {
  readonly instruments?: readonly InstrumentTerms[];
}

/** Terms that an option gives to every instrument of a preset and to its template alike. */
export type EachInstrument = Partial<Omit<InstrumentTerms, 'id' | 'base' | 'quote'>>;

/**
 * A named reading of a preset that its user may choose: another policy of the venue's own pages,
 * or one that the sources leave open. It says what it changes and where that stands.
 */
export interface PresetOption {
  readonly title: string;
  readonly source: Sourced;
  readonly overrides: PresetOverrides;
}

/** What else may be said of a preset: of its instruments, and of those it does not list. */
export type PresetOverrides = Overrides & {
  readonly eachInstrument?: EachInstrument;
  /** What it changes in the template alone. */
  readonly template?: EachInstrument;
};

/** An earlier set of the figures of a preset, as changes to those in force. */
export interface PresetVersion {
  /** The day from which it held, or the one of the page that says so: `2020-07-01`. */
  readonly asOf: string;
  readonly title: string;
  readonly source: Sourced;
  readonly overrides: PresetOverrides;
}

/** Something a venue's requirement depends on that nobody has published. */
export interface Unpublished {
  /** The parameter. */
  readonly what: string;
  /** What the preset does about pools that would need it. */
  readonly instead: string;
  /** Pools that it refuses for the want of it; absent: it measures all pools without it. */
  readonly needs?: PoolNeed;
  /** What of it is missing, where the preset refuses. */
  readonly why?: string;
}

/** A named configuration: policies, collateral and instruments, each number with its source. */
export interface Preset {
  readonly name: string;
  readonly title: string;
  /** The day on which all of it was true, `2026-11-22`; of earlier versions see `versions`. */
  readonly asOf: string;
  readonly configuration: ConfigurationTerms;
  readonly instruments: readonly InstrumentTerms[];
  /** Terms of an instrument that the preset does not list by its base. */
  readonly template: Pick<InstrumentTerms, 'kind' | 'margin' | 'maxLeverage' | 'liquidationOrder'>;
  readonly sources: readonly Citation[];
  /** What is missing; absent: nothing that is known of. */
  readonly unpublished?: readonly Unpublished[];
  /** Earlier figures, in any order; a name with `@` and a day asks for those in force then. */
  readonly versions?: readonly PresetVersion[];
  /** Other readings of the venue, by name; none is in force until it is chosen. */
  readonly options: Readonly<Record<string, PresetOption>>;
}
