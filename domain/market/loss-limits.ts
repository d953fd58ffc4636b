import { Dec, ZERO, refuse, text, type Instant, instantOf } from '../kernel/index.js';

/** What happens when a loss limit is reached: everything it covers is closed, or only barred. */
export type LossPolicy = 'close' | 'block';

interface HardLimitTerms {
  /** The largest tolerable loss in settlement. */
  readonly limit: string;
  readonly policy?: LossPolicy;
}

/** Loss limits as a configuration or a holder writes them; numbers are decimal strings. */
export interface LossLimitTerms {
  /** Of each position over its life. */
  readonly position?: HardLimitTerms;
  /** Of the whole account since the limit is counted. */
  readonly account?: HardLimitTerms;
  readonly daily?: {
    readonly limit: string;
    readonly counts?: 'realized' | 'with-unrealized';
    /** Time of day at which it starts anew, `HH:MM`, and the offset from UTC it is meant in. */
    readonly resetAt?: string;
    readonly utcOffset?: string;
  };
}

/** A largest tolerable loss, in settlement, and what happens when it is reached. */
export interface HardLimit {
  readonly limit: Dec;
  readonly policy: LossPolicy;
}

/** A largest tolerable loss of a day, in settlement; beyond it new risk is barred. */
export interface DailyLimit {
  readonly limit: Dec;
  readonly withUnrealized: boolean;
  /** Milliseconds after midnight UTC at which a day begins, in [0, a day). */
  readonly begins: number;
}

/** Loss limits with their numbers read. */
export interface LossRules {
  readonly position?: HardLimit;
  readonly account?: HardLimit;
  readonly daily?: DailyLimit;
  /** The terms they were read from, for snapshots. */
  readonly terms: LossLimitTerms;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * Reads loss limits.
 * @rejects `input.invalid`: a limit that is not positive, a time of day or offset that is none
 */
export function lossRules(terms: LossLimitTerms, field: string): LossRules {
  const { position, account, daily } = terms;
  const hard = (name: string, { limit, policy }: HardLimitTerms): HardLimit => ({
    limit: positive(limit, `${field}.${name}.limit`),
    policy: policy ?? 'close',
  });
  return {
    ...(position && { position: hard('position', position) }),
    ...(account && { account: hard('account', account) }),
    ...(daily && {
      daily: {
        limit: positive(daily.limit, `${field}.daily.limit`),
        withUnrealized: daily.counts === 'with-unrealized',
        begins: beginOfDay(daily, `${field}.daily`),
      },
    }),
    terms,
  };
}

function positive(written: string, field: string): Dec {
  const limit = new Dec(written);
  if (limit.gt(ZERO)) return limit;
  refuse('input.invalid', 'a loss limit must be positive', {
    field,
    figure: text(limit),
    limit: '0',
  });
}

function beginOfDay(
  { resetAt = '00:00', utcOffset = '+00:00' }: { resetAt?: string; utcOffset?: string },
  field: string,
): number {
  const time = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(resetAt);
  if (time === null) {
    refuse('input.invalid', 'a time of day is written HH:MM', {
      field: `${field}.resetAt`,
      figure: resetAt,
    });
  }
  const offset = /^([+-])(0\d|1[0-4]):([0-5]\d)$/.exec(utcOffset);
  if (offset === null) {
    refuse('input.invalid', 'an offset from UTC is written +HH:MM or -HH:MM', {
      field: `${field}.utcOffset`,
      figure: utcOffset,
    });
  }
  const ahead = minutes(offset[2], offset[3]) * (offset[1] === '-' ? -1 : 1);
  const begins = (minutes(time[1], time[2]) - ahead) * MINUTE;
  return ((begins % DAY) + DAY) % DAY;
}

function minutes(hours = '0', rest = '0'): number {
  return Number(hours) * 60 + Number(rest);
}

/** The first instant after `now` at which a daily limit starts anew. */
export function nextReset({ begins }: DailyLimit, now: Instant): Instant {
  const days = Math.floor((now - begins) / DAY) + 1;
  return instantOf(days * DAY + begins);
}
