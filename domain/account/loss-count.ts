import { isoOf } from '../kernel/index.js';
import { nextReset, type LossRules, type Market } from '../market/index.js';
import type { Account } from './account.js';
import type { AccountEvent } from './events.js';

/** The limits in force for an account: its own, else those of the configuration. */
export function limitsOf(
  { lossLimits }: Account,
  market: Pick<Market, 'configuration'>,
): LossRules | undefined {
  if (lossLimits === 'off') return undefined;
  return lossLimits ?? market.configuration.lossLimits;
}

/**
 * What comes before anything else of a decision: the count of losses begins when an account came
 * under a limit, and a new day begins once the daily reset has passed.
 */
export function lossCount(account: Account, market: Market): AccountEvent | undefined {
  const limits = limitsOf(account, market);
  const idle = account.version === 0 || account.halted !== undefined;
  if (limits === undefined || idle) return undefined;
  const { losses, id } = account;
  const day = limits.daily && { until: isoOf(nextReset(limits.daily, market.now)) };
  if (losses === undefined) return { type: 'LossCountStarted', account: id, ...day };
  const over = losses.until === undefined ? day !== undefined : market.now >= losses.until;
  return over ? { type: 'DailyLossReset', account: id, ...day } : undefined;
}
