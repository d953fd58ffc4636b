import { Exact } from '../kernel/index.js';
import type { Configuration, Market } from '../market/index.js';
import type { LeverageChoice, MarginPool } from './pool.js';
import { maintenanceOf, weightedProfit, type Valuation } from './valuation.js';
import { nettingOf, poolRequirement } from './netting.js';
import { RiskSums, isMeasuredWhole } from './portfolio/pool-risk.js';
import type { SideSums } from './side-sums.js';

/** What the positions of a pool add to its line. */
export interface LineSums {
  /** Unrealized profit as it counts inside equity. */
  readonly profit: Exact;
  readonly maintenance: Exact;
  /** What is measured as a whole; absent where nothing is. */
  readonly risk?: RiskSums;
}

/** Below this many positions adding up anew is cheaper than finding out what changed. */
const WORTH_KEEPING = 8;

/**
 * The sums of a pool's line. A cascade measures one pool again and again, and each time one
 * position differs; so the sums of the last measurement are kept and only what changed is taken
 * out and put in, which makes a cascade cost what its positions cost, not their square. The result
 * is the same exact figure as adding up anew.
 */
export function lineSums(
  market: Market,
  pool: MarginPool,
  valuations: readonly Valuation[],
): LineSums {
  const { configuration } = market;
  const whole = isMeasuredWhole(market, pool, valuations);
  const netting = nettingOf(configuration, pool);
  if (valuations.length < WORTH_KEEPING) {
    return {
      profit: Exact.sum(
        valuations.map((v) => weightedProfit(v.profit, configuration.profitWeight)),
      ),
      maintenance: poolRequirement(valuations, maintenanceOf, netting),
      ...(whole ? { risk: RiskSums.of(valuations) } : {}),
    };
  }
  const kept = keptOf(pool);
  const last = kept.get(pool.id);
  if (last?.configuration === configuration && last.update(valuations)) return last.sums(whole);
  const fresh = new RunningSums(configuration, netting);
  for (const valuation of valuations) fresh.put(valuation);
  kept.set(pool.id, fresh);
  return fresh.sums(whole);
}

/** A cache and nothing else, forgotten with the holder's choice of leverage it hangs on. */
const pools = new WeakMap<LeverageChoice, Map<string, RunningSums>>();

function keptOf({ leverage }: MarginPool): Map<string, RunningSums> {
  let kept = pools.get(leverage);
  if (kept === undefined) pools.set(leverage, (kept = new Map<string, RunningSums>()));
  return kept;
}

interface Contribution {
  readonly valuation: Valuation;
  readonly profit: Exact;
  readonly maintenance: Exact;
}

const NOTHING: SideSums = { long: Exact.ZERO, short: Exact.ZERO };

/** Sums that positions are put into and taken out of. */
class RunningSums {
  private readonly parts = new Map<string, Contribution>();
  private readonly sides = new Map<string, SideSums>();
  private profit = Exact.ZERO;
  private maintenance = Exact.ZERO;
  /** Only where portfolio margin is configured. */
  private readonly risk: RiskSums | undefined;

  constructor(
    readonly configuration: Configuration,
    private readonly netting: Configuration['netting'],
  ) {
    this.risk = configuration.portfolioMargin && new RiskSums();
  }

  sums(whole: boolean): LineSums {
    const { profit, maintenance, risk } = this;
    return { profit, maintenance, ...(whole && risk ? { risk } : {}) };
  }

  /** Brings the sums to these positions; false when so much changed that adding anew is cheaper. */
  update(valuations: readonly Valuation[]): boolean {
    const changed = valuations.filter(
      (valuation) => this.parts.get(valuation.position.key)?.valuation !== valuation,
    );
    const gone = this.parts.size - (valuations.length - changed.length);
    if (changed.length + gone > valuations.length) return false;
    if (gone > 0) this.keepOnly(new Set(valuations));
    for (const valuation of changed) this.put(valuation);
    return true;
  }

  put(valuation: Valuation): void {
    const profit = weightedProfit(valuation.profit, this.configuration.profitWeight);
    const part = { valuation, profit, maintenance: maintenanceOf(valuation) };
    this.parts.set(valuation.position.key, part);
    this.profit = this.profit.plus(profit);
    this.risk?.put(valuation);
    this.move(part, part.maintenance);
  }

  private keepOnly(held: ReadonlySet<Valuation>): void {
    for (const [key, part] of this.parts) {
      if (held.has(part.valuation)) continue;
      this.parts.delete(key);
      this.profit = this.profit.minus(part.profit);
      this.risk?.take(part.valuation);
      this.move(part, part.maintenance.negated());
    }
  }

  /** Changes the requirement by one own; netted, only the larger side of a base counts. */
  private move({ valuation }: Contribution, change: Exact): void {
    if (this.netting === 'none') {
      this.maintenance = this.maintenance.plus(change);
      return;
    }
    const { base } = valuation.instrument;
    const before = this.sides.get(base) ?? NOTHING;
    const { side } = valuation.position;
    const after = { ...before, [side]: before[side].plus(change) };
    this.sides.set(base, after);
    const rise = after.long.max(after.short).minus(before.long.max(before.short));
    this.maintenance = this.maintenance.plus(rise);
  }
}
