import type { FactorPrices } from '../../src/ports/watch.js';
import { TriggerWatch } from '../../src/watch/trigger-watch.js';
import { edgeMarket, longMarket, randomMarket } from './drawn-markets.js';
import { runRounds } from './rounds.js';
import { Soak } from './soak.js';
import { WrongDecision, type Tally } from './tally.js';

const POOL_TICKS = 200_000;
/** Generous, so that a busy machine fails nothing that is merely slow. */
const PATIENCE = 300_000;

/** Of all markets together. */
function inAll(tallies: Readonly<Record<string, Tally>>, of: keyof Tally): number {
  return Object.values(tallies).reduce((sum, tally) => sum + tally[of], 0);
}

test(
  'the watch names whoever the exact figures speak for, whatever the market',
  async () => {
    const tallies = await runRounds({ poolTicks: POOL_TICKS, seed: 5, most: 50_000 });
    expect(inAll(tallies, 'poolTicks')).toBeGreaterThanOrEqual(POOL_TICKS);
    expect(Object.keys(tallies)).toEqual(
      expect.arrayContaining(['engines', 'random', 'long', 'edges']),
    );
    // Nothing would be shown by a soak in which nobody ever came near a line.
    expect(inAll(tallies, 'reached')).toBeGreaterThan(5_000);
    expect(inAll(tallies, 'exactlyOn')).toBeGreaterThan(500);
    expect(inAll(tallies, 'removals')).toBeGreaterThan(500);
  },
  PATIENCE,
);

/** Leaves out somebody in every hundredth answer that names anybody. */
class ForgetfulWatch extends TriggerWatch {
  private answers = 0;

  override onPrices(prices: FactorPrices): readonly string[] {
    const found = super.onPrices(prices);
    if (found.length > 0) this.answers += 1;
    return this.answers % 100 === 99 ? found.slice(1) : found;
  }
}

/** Removes nobody. */
class ClingingWatch extends TriggerWatch {
  override remove(): void {
    return;
  }
}

/** Hears every other batch only. */
class DeafWatch extends TriggerWatch {
  private batches = 0;

  override onPrices(prices: FactorPrices): readonly string[] {
    this.batches += 1;
    return this.batches % 2 === 0 ? [] : super.onPrices(prices);
  }
}

function caught(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

test.each([
  ['leaves somebody out', ForgetfulWatch],
  ['removes nobody', ClingingWatch],
  ['misses batches', DeafWatch],
])(
  'a watch that %s is caught, with what it takes to see it again',
  (_, Faulty) => {
    for (const market of [randomMarket, longMarket, edgeMarket]) {
      const terms = { seed: 3, poolTicks: 50_000, market, watch: () => new Faulty() };
      const wrong = caught(() => new Soak(terms).run());
      expect(wrong).toBeInstanceOf(WrongDecision);
      expect(String(wrong)).toMatch(/market \w+, seed 3, tick \d+: .*"batch":\{.*"prices":\{/);
    }
  },
  PATIENCE,
);
