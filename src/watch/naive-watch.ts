import { compareIds } from '../../domain/index.js';
import type { Factor, FactorPrices, Watch, WatchedAccount } from '../ports/watch.js';
import { factorsOf } from './watched-factors.js';

/**
 * Names every account with a factor that moved, whatever its lines are. The reference that any
 * faster watch must agree with.
 * @example
 * const engine = new PlimsollContainer(partsModule({ watch: new NaiveWatch() })).engine();
 * (await engine.handle({ type: 'retry' })).ok; // => true
 */
export class NaiveWatch implements Watch {
  private readonly moving = new Map<Factor, Set<string>>();
  private readonly factors = new Map<string, readonly Factor[]>();
  private readonly known = new Map<string, WatchedAccount>();

  commit(watched: WatchedAccount): void {
    const { account } = watched;
    if (this.known.get(account) === watched) return;
    this.known.set(account, watched);
    const factors = factorsOf(watched);
    this.forget(account, factors);
    for (const factor of factors) {
      const accounts = this.moving.get(factor);
      if (accounts === undefined) this.moving.set(factor, new Set([account]));
      else accounts.add(account);
    }
    this.factors.set(account, [...factors]);
  }

  remove(account: string): void {
    this.forget(account, new Set());
    this.factors.delete(account);
    this.known.delete(account);
  }

  onPrices(prices: FactorPrices): readonly string[] {
    const found = new Set<string>();
    for (const factor of prices.keys()) {
      for (const account of this.moving.get(factor) ?? []) found.add(account);
    }
    return [...found].sort(compareIds);
  }

  private forget(account: string, except: ReadonlySet<Factor>): void {
    for (const factor of this.factors.get(account) ?? []) {
      if (!except.has(factor)) this.moving.get(factor)?.delete(account);
    }
  }
}
