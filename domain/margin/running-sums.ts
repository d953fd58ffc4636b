import { Exact } from '../kernel/index.js';
import type { Configuration, Market } from '../market/index.js';
import { KeptPools, changesBetween } from './kept-pools.js';
import type { MarginPool } from './pool.js';
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
  if (!kept.isWorth(pool, valuations.length)) {
    return {
      profit: Exact.sum(
        valuations.map((v) => weightedProfit(v.profit, configuration.profitWeight)),
      ),
      maintenance: poolRequirement(valuations, maintenanceOf, netting),
      ...(whole ? { risk: RiskSums.of(valuations) } : {}),
    };
  }
  const last = kept.get(pool);
  if (last?.configuration === configuration && last.update(valuations)) return last.sums(whole);
  const fresh = new RunningSums(configuration, netting);
  fresh.update(valuations);
  kept.set(pool, fresh);
  return fresh.sums(whole);
}

const kept = new KeptPools<RunningSums>();

const NOTHING: SideSums = { long: Exact.ZERO, short: Exact.ZERO };

/** Sums that positions are put into and taken out of. */
class RunningSums {
  private valuations: readonly Valuation[] = [];
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
    return whole && risk ? { profit, maintenance, risk } : { profit, maintenance };
  }

  /** Brings the sums to these positions; false when so much changed that adding anew is cheaper. */
  update(valuations: readonly Valuation[]): boolean {
    if (valuations === this.valuations) return true;
    const { gone, come } = changesBetween(this.valuations, valuations);
    if (gone.length + come.length > valuations.length) return false;
    this.valuations = valuations;
    for (const valuation of gone) this.take(valuation);
    for (const valuation of come) this.put(valuation);
    return true;
  }

  private put(valuation: Valuation): void {
    this.profit = this.profit.plus(this.profitOf(valuation));
    this.risk?.put(valuation);
    if (this.netting === 'none') this.maintenance = this.maintenance.plus(valuation.maintenance);
    else this.move(valuation, valuation.maintenance);
  }

  private take(valuation: Valuation): void {
    this.profit = this.profit.minus(this.profitOf(valuation));
    this.risk?.take(valuation);
    if (this.netting === 'none') this.maintenance = this.maintenance.minus(valuation.maintenance);
    else this.move(valuation, valuation.maintenance.negated());
  }

  private profitOf({ profit }: Valuation): Exact {
    return weightedProfit(profit, this.configuration.profitWeight);
  }

  /** Changes the netted requirement by one own: only the larger side of a base counts. */
  private move({ instrument, position }: Valuation, change: Exact): void {
    const { base } = instrument;
    const before = this.sides.get(base) ?? NOTHING;
    const { side } = position;
    const after = { ...before, [side]: before[side].plus(change) };
    this.sides.set(base, after);
    const rise = after.long.max(after.short).minus(before.long.max(before.short));
    this.maintenance = this.maintenance.plus(rise);
  }
}
