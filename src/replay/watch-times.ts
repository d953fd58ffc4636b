import { NoMetrics } from '../adapters/no-metrics.js';
import type { Histogram, MetricTerms } from '../ports/metrics.js';

/** Seconds a run spent on pools that nothing came of. They differ from run to run. */
export interface WatchReport {
  readonly watch: 'naive' | 'trigger';
  /** Asking the watch whom a batch concerns. */
  readonly finding: number;
  /** Telling the watch of accounts that were reviewed. */
  readonly committing: number;
  /** Measuring accounts that nothing came of, and how often that was. */
  readonly measuring: number;
  readonly measured: number;
}

const COUNTED = {
  plimsoll_watch_seconds: 'finding',
  plimsoll_watch_commit_seconds: 'committing',
  plimsoll_safe_account_seconds: 'measuring',
} as const;

/** Adds up the times of an engine that its watch is there to save. */
export class WatchTimes extends NoMetrics {
  private finding = 0;
  private committing = 0;
  private measuring = 0;
  private measured = 0;

  override histogram({ name }: MetricTerms): Histogram {
    const counted = Object.hasOwn(COUNTED, name)
      ? COUNTED[name as keyof typeof COUNTED]
      : undefined;
    if (counted === undefined) return super.histogram({ name, help: '' });
    return {
      observe: (seconds) => {
        this[counted] += seconds;
        if (counted === 'measuring') this.measured += 1;
      },
    };
  }

  override now(): number {
    return performance.now() / 1000;
  }

  report(watch: WatchReport['watch']): WatchReport {
    const { finding, committing, measuring, measured } = this;
    return { watch, finding, committing, measuring, measured };
  }
}
