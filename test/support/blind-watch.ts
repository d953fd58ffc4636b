import type { FactorPrices } from '../../src/ports/watch.js';
import { NaiveWatch } from '../../src/watch/naive-watch.js';

/** A planted bug: it never names some accounts. */
export class BlindWatch extends NaiveWatch {
  private readonly blindTo: ReadonlySet<string>;

  constructor(...blindTo: readonly string[]) {
    super();
    this.blindTo = new Set(blindTo);
  }

  override onPrices(prices: FactorPrices): readonly string[] {
    return super.onPrices(prices).filter((id) => !this.blindTo.has(id));
  }
}
