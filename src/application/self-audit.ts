import { EPOCH, compareIds, instantOf, type Account, type Instant } from '../../domain/index.js';
import type { AccountStore } from '../ports/ports.js';
import type { AuditReport } from './audit-report.js';
import { concernOf } from './concern.js';
import type { EngineMetrics } from './engine-metrics.js';
import { overlooked, type Overlooked } from './overlooked.js';
import type { EngineState } from './state.js';

interface Parts {
  readonly state: EngineState;
  readonly accounts: AccountStore;
  readonly metrics: EngineMetrics;
  /** Whether an account is to be judged with the next step anyway. */
  readonly isOwed: (account: string) => boolean;
}

/** An account that was left unjudged, and what judging it would decide. */
export interface FoundAccount {
  readonly account: Account;
  readonly found: Overlooked;
}

/**
 * Measures accounts exactly that nobody asked about: the next few of all accounts with each step,
 * round and round. Whoever relies on a watch learns here of an account that it left out.
 */
export class SelfAudit {
  /** Ids of the round that is under way, and how many of them are done. */
  private round: readonly string[] = [];
  private done = 0;
  /** To be looked at before the round goes on. */
  private readonly suspects = new Set<string>();

  constructor(private readonly parts: Parts) {}

  /** Has accounts looked at before the round goes on. */
  suspect(accounts: Iterable<string>): void {
    for (const id of accounts) this.suspects.add(id);
  }

  /**
   * Looks at so many accounts at most; to be run between two commands.
   * @param settled whether nothing is being judged, so that whatever is found was overlooked
   */
  async step(
    most: number,
    settled: boolean,
  ): Promise<{ report: AuditReport; missed: readonly FoundAccount[] }> {
    const { state, accounts, metrics, isOwed } = this.parts;
    const start = metrics.now();
    const { ids, done } = await this.next(most);
    const held = await accounts.load(ids);
    this.done = done;
    for (const id of ids) this.suspects.delete(id);
    const { context } = state;
    const missed: FoundAccount[] = [];
    const overdue: string[] = [];
    let audited = 0;
    for (const account of held) {
      if (account === undefined || isOwed(account.id)) continue;
      audited += 1;
      const found = overlooked(account, context, this.pricedAt(account));
      if (found === undefined) continue;
      if (!settled) this.suspects.add(account.id);
      else if (found.byPrices) missed.push({ account, found });
      else overdue.push(account.id);
    }
    const endsRound = done === this.round.length;
    const report = { audited, endsRound, overdue, putOff: this.suspects.size };
    metrics.audited(report, missed.length);
    metrics.since(start, metrics.auditSeconds);
    return { report, missed };
  }

  /** Suspects first, then the next ones of the round, which begins anew when it is over. */
  private async next(most: number): Promise<{ ids: readonly string[]; done: number }> {
    if (this.done === this.round.length) {
      this.round = await this.parts.accounts.ids();
      this.done = 0;
    }
    const ids = new Set<string>();
    for (const id of this.suspects) {
      if (ids.size === most) break;
      ids.add(id);
    }
    const done = Math.min(this.round.length, this.done + most - ids.size);
    for (const id of this.round.slice(this.done, done)) ids.add(id);
    return { ids: [...ids].sort(compareIds), done };
  }

  /** When the last prices came of what the account holds, as far as they say. */
  private pricedAt(account: Account): Instant {
    const { marks, indexes, market } = this.parts.state;
    let latest: number = EPOCH;
    for (const id of concernOf(account, market).instruments) {
      for (const price of [marks.get(id), indexes.get(id)]) {
        if (price !== undefined) latest = Math.max(latest, price.at);
      }
    }
    return instantOf(latest);
  }
}
