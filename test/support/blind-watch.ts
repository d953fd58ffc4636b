import type { FactorPrices, Watch, WatchedAccount } from '../../src/ports/watch.js';
import { NaiveWatch } from '../../src/watch/naive-watch.js';

/** A planted bug: it never names some accounts that the watch behind it names. */
export class BlindWatch implements Watch {
  private readonly blindTo: ReadonlySet<string>;

  constructor(
    blindTo: readonly string[],
    private readonly behind: Watch = new NaiveWatch(),
  ) {
    this.blindTo = new Set(blindTo);
  }

  commit(account: WatchedAccount): void {
    this.behind.commit(account);
  }

  remove(account: string): void {
    this.behind.remove(account);
  }

  onPrices(prices: FactorPrices): readonly string[] {
    return this.behind.onPrices(prices).filter((id) => !this.blindTo.has(id));
  }

  sweep(): readonly string[] {
    return this.behind.sweep?.() ?? [];
  }
}
