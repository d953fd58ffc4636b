import type { Factor, WatchedAccount } from '../../src/ports/watch.js';

/** Every factor that anything of an account names: read from the port, not from a watch. */
export function factorsOf({ lines, triggers, exactOn }: WatchedAccount): ReadonlySet<Factor> {
  const factors = new Set(exactOn);
  for (const { entries } of lines) {
    for (const { factor, rate, requirement } of entries) {
      factors.add(factor);
      if (rate !== undefined) factors.add(rate);
      if (typeof requirement?.at === 'string') factors.add(requirement.at);
    }
  }
  for (const { factor } of triggers) factors.add(factor);
  return factors;
}
