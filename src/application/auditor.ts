import { isoOf } from '../../domain/index.js';
import type { AccountStore, Ids, Journal } from '../ports/ports.js';
import type { Watch } from '../ports/watch.js';
import type { AuditOptions, AuditReport } from './audit-report.js';
import { concernOf, pricesOf, type Concern } from './concern.js';
import type { EngineMetrics } from './engine-metrics.js';
import { auditedPools } from './overlooked.js';
import type { WorkQueue } from './queue.js';
import { reproductionOf } from './reproduction.js';
import { SelfAudit, type FoundAccount } from './self-audit.js';
import type { EngineState } from './state.js';
import type { Underway } from './underway.js';
import type { Cause } from './unit-of-work.js';
import { WatchMiss, type AuditMiss } from './watch-miss.js';

interface Parts {
  readonly state: EngineState;
  readonly accounts: AccountStore;
  readonly journal: Journal;
  readonly metrics: EngineMetrics;
  readonly ids: Ids;
  readonly queue: WorkQueue;
  readonly watch: Watch;
  readonly underway: Underway;
  readonly isOwed: (account: string) => boolean;
  /** Judges accounts at once. */
  readonly judge: (accounts: readonly string[], cause: Cause) => Promise<void>;
}

interface Described {
  readonly miss: AuditMiss;
  readonly concern: Concern;
}

const ACCOUNTS = 100;
/** A watch that is wrong about many is wrong in the same way; each reads the whole tape. */
const REPRODUCED = 3;

/** Runs the self-audit between commands, has judged what it found, and tells of it. */
export class Auditor {
  private readonly selfAudit: SelfAudit;

  constructor(private readonly parts: Parts) {
    this.selfAudit = new SelfAudit(parts);
  }

  /** @throws WatchMiss when an account was left out, RangeError for a number that none can be */
  async step({ accounts: most = ACCOUNTS, sweep = false }: AuditOptions): Promise<AuditReport> {
    if (!Number.isSafeInteger(most) || most < 1) {
      throw new RangeError(`accounts must be a whole number of 1 or more, not ${most}`);
    }
    const { queue, underway, watch } = this.parts;
    const { report, misses } = await queue.run(async () => {
      if (sweep) this.selfAudit.suspect(watch.sweep?.() ?? []);
      const { report: done, missed } = await this.selfAudit.step(most, underway.isNothing);
      return { report: done, misses: missed.map((found) => this.described(found)) };
    });
    const late = [...report.overdue, ...misses.map(({ miss }) => miss.account)];
    if (late.length === 0) return report;
    const failure = await this.judged(late);
    if (misses.length > 0) {
      const { told, unread } = await this.told(misses);
      throw new WatchMiss(told, report, failure ?? unread);
    }
    if (failure !== undefined) throw failure;
    return report;
  }

  /** What was found of an account, written down before anything happens to it. */
  private described({ account, found: { events, due } }: FoundAccount): Described {
    const { state } = this.parts;
    const { context, market, sequence, now } = state;
    const concern = concernOf(account, market);
    const miss = {
      account: account.id,
      pools: auditedPools(account, context),
      events,
      due,
      prices: pricesOf(concern, market),
      sequence,
      at: isoOf(now),
    };
    return { miss, concern };
  }

  /** Nothing is told before the accounts are judged; what failed then is told with it. */
  private async judged(accounts: readonly string[]): Promise<Error | undefined> {
    const { ids, state, judge, underway } = this.parts;
    const cause = { command: ids.command(state.sequence + 1), body: '' };
    try {
      await underway.during(() => judge(accounts, cause));
      return undefined;
    } catch (problem) {
      return problem instanceof Error ? problem : new Error(String(problem));
    }
  }

  /** The misses with how to find them again; a tape that cannot be read does not hide them. */
  private async told(
    misses: readonly Described[],
  ): Promise<{ told: readonly AuditMiss[]; unread?: unknown }> {
    const { journal, state } = this.parts;
    const told = misses.map(({ miss }) => miss);
    try {
      for (const [index, { miss, concern }] of misses.slice(0, REPRODUCED).entries()) {
        const { account, sequence } = miss;
        const asked = { account, concern, sequence };
        const reproduction = await reproductionOf(asked, journal, state.policies);
        if (reproduction !== undefined) told[index] = { ...miss, reproduction };
      }
      return { told };
    } catch (unread) {
      return { told, unread };
    }
  }
}
