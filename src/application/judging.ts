import {
  changedBy,
  compareIds,
  decideOrHalt,
  decideReview,
  decideTriggers,
  judgingOrder,
  repayClaims,
  type DuePool,
  type DueProtection,
  type Review,
  type TriggerReview,
} from '../../domain/index.js';
import type { AccountStore } from '../ports/ports.js';
import { carryOutLater } from './carry-out-later.js';
import type { EngineMetrics } from './engine-metrics.js';
import { everyAccount } from './every-account.js';
import type { LiquidationRunner } from './liquidation-runner.js';
import type { WorkQueue } from './queue.js';
import type { EngineState } from './state.js';
import type { Cause, UnitOfWork } from './unit-of-work.js';
import type { Watching } from './watching.js';

interface Parts {
  readonly state: EngineState;
  readonly accounts: AccountStore;
  readonly unit: UnitOfWork;
  readonly queue: WorkQueue;
  readonly runner: LiquidationRunner;
  readonly watching: Watching;
  readonly metrics: EngineMetrics;
}

/** Looks at the accounts a step touched, once all of it is in, and has breached pools worked. */
export class Judging {
  /** Accounts whose judging a failure or a crash came before; they are judged with the next. */
  private readonly owed = new Set<string>();
  /** Accounts that wait for a price to be trusted, which time alone may bring about. */
  private readonly waiting = new Set<string>();

  constructor(private readonly parts: Parts) {}

  get owes(): boolean {
    return this.owed.size > 0 || this.parts.state.claimants.size > 0;
  }

  /** Whether an account is to be judged with the next step anyway. */
  isOwed(account: string): boolean {
    return this.owed.has(account) || this.waiting.has(account);
  }

  /** Has accounts judged with the next step, whatever it touches. */
  owe(accounts: Iterable<string>): void {
    for (const id of accounts) this.owed.add(id);
  }

  /**
   * Judges accounts in order of their ids: protective orders first, then alerts and calls, then
   * breached pools, in rounds.
   * @throws PortFailure when journal or store failed; all of it is then judged again next time
   */
  async judge(touched: readonly string[], cause: Cause): Promise<void> {
    const { state, queue, runner, watching, metrics } = this.parts;
    let measured = 0;
    const ids = [...touched, ...this.owed, ...this.waiting, ...state.waiting()];
    this.owed.clear();
    this.waiting.clear();
    try {
      await carryOutLater(judgingOrder(ids), {
        followers: () => Promise.resolve(watching.followers()),
        trigger: (accounts) => queue.run(() => this.trigger(accounts, cause)),
        protect: (due) => runner.protect(due, cause),
        review: (accounts) => {
          measured += accounts.length;
          return queue.run(() => this.review(accounts, cause));
        },
        work: (due) => runner.run(due, cause),
        repay: () => queue.run(() => this.repay(cause)),
      });
      metrics.exactAccounts.observe(measured);
    } catch (problem) {
      this.owe(ids);
      // Whoever was found or changed on the way, such as followers of a trade, was not reviewed.
      this.owe(watching.unreviewed());
      throw problem;
    }
  }

  private async trigger(ids: readonly string[], cause: Cause): Promise<DueProtection[]> {
    const { state, accounts, unit, metrics } = this.parts;
    const { context, configuration, guarded } = state;
    const limited = configuration.lossLimits !== undefined;
    const looked = limited ? ids : ids.filter((id) => guarded.has(id));
    if (looked.length === 0) return [];
    const due: DueProtection[] = [];
    for await (const account of everyAccount(accounts, looked)) {
      const start = metrics.now();
      const review = decideOrHalt<Pick<TriggerReview, 'due' | 'waits'>>(
        account,
        () => decideTriggers(account, context),
        { due: [], waits: false },
      );
      const { events, next, due: closings, waits } = review;
      if (waits) this.waiting.add(account.id);
      if (events.length + closings.length === 0) metrics.since(start, metrics.safeSeconds);
      if (events.length > 0) await unit.commit(cause, events, [next]);
      for (const closing of closings) due.push({ account: account.id, ...closing });
    }
    return due;
  }

  private async repay(cause: Cause): Promise<readonly string[]> {
    const { state, accounts, unit } = this.parts;
    if (state.claimants.size === 0) return [];
    const claimants = await accounts.load([...state.claimants].sort(compareIds));
    const paid = repayClaims(
      claimants.filter((account) => account !== undefined),
      state.context,
    );
    if (paid === undefined) return [];
    await unit.commit(cause, paid.events, changedBy(paid));
    return changedBy(paid).map(({ id }) => id);
  }

  private async review(ids: readonly string[], cause: Cause): Promise<DuePool[]> {
    const { state, accounts, watching, metrics } = this.parts;
    const { context } = state;
    const due: DuePool[] = [];
    for await (const account of everyAccount(accounts, ids)) {
      const start = metrics.now();
      const review = decideOrHalt<Pick<Review, 'due' | 'waits'>>(
        account,
        () => decideReview(account, context),
        { due: [], waits: false },
      );
      const { events, next, due: pools, waits } = review;
      if (waits) this.waiting.add(account.id);
      if (events.length + pools.length === 0) metrics.since(start, metrics.safeSeconds);
      if (events.length > 0) await this.parts.unit.commit(cause, events, [next]);
      watching.settle(next, context.market);
      for (const pool of pools) due.push({ account: account.id, pool });
    }
    return due;
  }
}
