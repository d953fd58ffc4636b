import { decideReview, judgingOrder, type DuePool } from '../../domain/index.js';
import type { AccountStore } from '../ports/ports.js';
import { carryOutLater } from './carry-out-later.js';
import type { LiquidationRunner } from './liquidation-runner.js';
import type { WorkQueue } from './queue.js';
import type { EngineState } from './state.js';
import type { Cause, UnitOfWork } from './unit-of-work.js';

interface Parts {
  readonly state: EngineState;
  readonly accounts: AccountStore;
  readonly unit: UnitOfWork;
  readonly queue: WorkQueue;
  readonly runner: LiquidationRunner;
}

/** Looks at the accounts a step touched, once all of it is in, and has breached pools worked. */
export class Judging {
  constructor(private readonly parts: Parts) {}

  /** Judges accounts in order of their ids: alerts and calls, then breached pools, in rounds. */
  judge(touched: readonly string[], cause: Cause): Promise<void> {
    const { state, queue, runner } = this.parts;
    return carryOutLater(judgingOrder([...touched, ...state.open]), {
      review: (ids) => queue.run(() => this.review(ids, cause)),
      work: (due) => runner.run(due, cause),
    });
  }

  private async review(ids: readonly string[], cause: Cause): Promise<DuePool[]> {
    const { state, accounts } = this.parts;
    const { context } = state;
    const due: DuePool[] = [];
    for (const account of await accounts.load(ids)) {
      if (account === undefined) continue;
      const { events, next, due: pools } = decideReview(account, context);
      if (events.length > 0) await this.parts.unit.commit(cause, events, [next]);
      for (const pool of pools) due.push({ account: account.id, pool });
    }
    return due;
  }
}
