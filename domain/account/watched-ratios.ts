import { alertLine } from '../alert/index.js';
import { ONE, maxOf, minOf, type Dec } from '../kernel/index.js';
import { instrumentIn, type Market } from '../market/index.js';
import type { WatchedRatios, WatchedRequirement } from '../margin/index.js';
import type { Account, PoolState } from './account.js';
import { alertsOf } from './alert-preferences.js';

/** The lines of a pool that a review would decide something at. */
export class PoolRatios {
  readonly ratios = new Map<WatchedRequirement, WatchedRatios>();
  /** Requirements of which a raised alert clears as well once they are zero. */
  readonly cleared = new Set<WatchedRequirement>();

  /** Equity coming down to it is to be noticed; of several the greatest comes first. */
  down(requirement: WatchedRequirement, ratio: Dec): void {
    const known = this.ratios.get(requirement);
    const below = known?.below === undefined ? ratio : maxOf(known.below, ratio);
    this.ratios.set(requirement, { ...known, below });
  }

  /** Equity coming up to it is to be noticed; of several the smallest comes first. */
  up(requirement: WatchedRequirement, ratio: Dec): void {
    const known = this.ratios.get(requirement);
    const above = known?.above === undefined ? ratio : minOf(known.above, ratio);
    this.ratios.set(requirement, { ...known, above });
  }
}

/**
 * The lines at which a review would decide something about a pool without an open case: its breach,
 * the margin call, alerts told and to be told, and stages that need no case. Undefined where a
 * stage has begun that may find something to do at any price.
 */
export function watchedRatios(
  market: Market,
  account: Account,
  pool: PoolState,
): PoolRatios | undefined {
  const { liquidate, liquidation } = market.configuration;
  const found = new PoolRatios();
  if (liquidate) found.down('maintenance', liquidation.trigger);
  watchCall(found, market, pool);
  watchAlerts(found, market, account, pool);
  for (const { name, do: what, at, rules } of liquidation.standing) {
    const begun = pool.stages?.get(name)?.entered !== undefined;
    if (!begun) found.down('maintenance', at ?? liquidation.trigger);
    else if (what === 'alert' || what === 'block-risk') found.up('maintenance', rules.target);
    else return undefined;
  }
  return found;
}

function watchCall(found: PoolRatios, market: Market, { called, positions }: PoolState): void {
  const { call, marginCall } = market.configuration.liquidation;
  if (marginCall === 'none') return;
  const watch = (requirement: WatchedRequirement, ratio: Dec): void => {
    if (called) found.up(requirement, ratio);
    else found.down(requirement, ratio);
  };
  if (call !== undefined) return watch('maintenance', call);
  for (const { instrument } of positions.values()) {
    if (instrumentIn(market, instrument).margin.call !== undefined) return watch('call', ONE);
  }
}

function watchAlerts(found: PoolRatios, market: Market, account: Account, pool: PoolState): void {
  const { configuration } = market;
  const rules = alertsOf(account, configuration);
  if (rules === undefined) return;
  const { measure, thresholds } = rules;
  for (const { name, value, clears } of thresholds) {
    if (pool.raised.has(name)) {
      const { requirement, ratio } = alertLine(measure, clears, configuration.buffer, 'above');
      found.up(requirement, ratio);
      found.cleared.add(requirement);
    } else {
      const { requirement, ratio } = alertLine(measure, value, configuration.buffer, 'below');
      found.down(requirement, ratio);
    }
  }
}
