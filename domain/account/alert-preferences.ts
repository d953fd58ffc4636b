import {
  alertRules,
  type AlertRules,
  type AlertTerms,
  type Configuration,
  type NotificationTerms,
} from '../market/index.js';
import type { Account } from './account.js';

/** The thresholds an account is alerted by: its own, else the engine's where they are on. */
export function alertsOf(
  { alerts }: Pick<Account, 'alerts'>,
  { alerts: engine }: Pick<Configuration, 'alerts'>,
): AlertRules | undefined {
  if (alerts === undefined) return engine?.enabled === true ? engine : undefined;
  if (alerts === 'off') return undefined;
  return alerts === 'on' ? engine : alerts;
}

/** What an account is told on which channel. */
export function channelsOf(
  { channels }: Pick<Account, 'channels'>,
  { notifications }: Pick<Configuration, 'notifications'>,
): NotificationTerms {
  return channels ?? notifications;
}

/** Preferences as an account keeps them. */
export function preferred(alerts: AlertTerms | 'on' | 'off'): AlertRules | 'on' | 'off' {
  return typeof alerts === 'string' ? alerts : alertRules(alerts);
}
