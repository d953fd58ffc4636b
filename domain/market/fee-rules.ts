import { parseDuration, refuse } from '../kernel/index.js';
import { feeSchedule, type FeeSchedule, type FeeTerms } from './fee-terms.js';
import type { InstrumentKind } from './instrument-terms.js';

/** The fees of an engine, and of its kinds of instruments where these differ. */
export interface EngineFeeTerms extends Omit<FeeTerms, 'liquidation'> {
  readonly kinds?: Readonly<Partial<Record<InstrumentKind, FeeTerms>>>;
  /** How far back volume counts, ISO 8601; default P30D. Naming it has volume counted. */
  readonly window?: string;
}

/** The fees of an engine with their numbers read. */
export interface FeeRules {
  readonly engine: FeeSchedule;
  readonly kinds: ReadonlyMap<InstrumentKind, FeeSchedule>;
  /** Milliseconds. */
  readonly window: number;
  /** Whether the volume of holders is kept at all. */
  readonly counted: boolean;
}

/**
 * Reads the fees of an engine.
 * @rejects `input.invalid`: what `feeSchedule` refuses; a window that is not a positive duration
 */
export function feeRules(terms: EngineFeeTerms): FeeRules {
  const { kinds = {}, window, ...own } = terms;
  const engine = feeSchedule(own, 'engine.fees');
  const byKind = new Map(
    Object.entries(kinds).map(([kind, fees]) => [
      kind as InstrumentKind,
      feeSchedule(fees, `engine.fees.kinds.${kind}`),
    ]),
  );
  const tiered = [engine, ...byKind.values()].some(({ tiers }) => tiers !== undefined);
  return {
    engine,
    kinds: byKind,
    window: windowOf(window ?? 'P30D'),
    counted: tiered || window !== undefined,
  };
}

function windowOf(given: string): number {
  const field = 'engine.fees.window';
  const window = parseDuration(given);
  if (!window.ok) {
    refuse('input.invalid', `${field} must be ${window.error}`, { field, figure: given });
  }
  if (window.value <= 0) {
    refuse('input.invalid', `${field} must be longer than nothing`, {
      field,
      figure: given,
      limit: 'PT0S',
    });
  }
  return window.value;
}
