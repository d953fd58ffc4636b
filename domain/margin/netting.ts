import { Exact } from '../kernel/index.js';
import type { Configuration } from '../market/index.js';
import type { MarginPool } from './pool.js';
import type { SideSums } from './side-sums.js';
import type { Valuation } from './valuation.js';

/**
 * The requirement of a pool from those of its positions. Without netting it is their sum; with
 * `max-side-per-underlying` a cross pool owes only the larger of the long and the short sum of
 * each base asset.
 */
export function poolRequirement(
  valuations: readonly Valuation[],
  requirement: (valuation: Valuation) => Exact,
  netting: Configuration['netting'],
): Exact {
  if (netting === 'none') return Exact.sum(valuations.map(requirement));
  let total = Exact.ZERO;
  for (const { long, short } of sidesByBase(valuations, requirement).values()) {
    total = total.plus(long.max(short));
  }
  return total;
}

/** Long and short sums of a requirement per base asset. */
export function sidesByBase(
  valuations: readonly Valuation[],
  requirement: (valuation: Valuation) => Exact,
): ReadonlyMap<string, SideSums> {
  const sums = new Map<string, SideSums>();
  for (const valuation of valuations) {
    const { base } = valuation.instrument;
    const { long, short } = sums.get(base) ?? { long: Exact.ZERO, short: Exact.ZERO };
    const own = requirement(valuation);
    const after =
      valuation.position.side === 'long'
        ? { long: long.plus(own), short }
        : { long, short: short.plus(own) };
    sums.set(base, after);
  }
  return sums;
}

/** Netting is a rule of cross pools; an isolated pool holds one position. */
export function nettingOf(
  configuration: Configuration,
  pool: Pick<MarginPool, 'mode'>,
): Configuration['netting'] {
  return pool.mode === 'cross' ? configuration.netting : 'none';
}
