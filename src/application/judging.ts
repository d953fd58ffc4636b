import { compareIds, decideReview } from '../../domain/index.js';
import type { AccountStore } from '../ports/ports.js';
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

/** A pool that must be worked now. */
interface Due {
  readonly account: string;
  readonly pool: string;
  readonly key: string;
}

/** Looks at the accounts a step touched, once all of it is in, and has breached pools worked. */
export class Judging {
  constructor(private readonly parts: Parts) {}

  /** Judges accounts in order of their ids: alerts and calls, then breached pools, in rounds. */
  async judge(touched: readonly string[], cause: Cause): Promise<void> {
    const { state, queue } = this.parts;
    let ids = [...new Set([...touched, ...state.open])].sort(compareIds);
    const worked = new Set<string>();
    for (let round = 0; ids.length > 0; round += 1) {
      const due = await queue.run(() => this.review(ids, cause));
      const fresh = due.filter(({ key }) => !worked.has(key));
      for (const { account, pool, key } of fresh) {
        worked.add(key);
        await this.parts.runner.run(account, pool, cause);
      }
      ids = [...new Set(fresh.map(({ account }) => account))];
    }
  }

  private async review(ids: readonly string[], cause: Cause): Promise<Due[]> {
    const { state, accounts } = this.parts;
    const { context } = state;
    const due: Due[] = [];
    for (const account of await accounts.load(ids)) {
      if (account === undefined) continue;
      const { events, next, due: pools } = decideReview(account, context);
      if (events.length > 0) await this.parts.unit.commit(cause, events, [next]);
      for (const pool of pools) {
        due.push({ account: account.id, pool, key: JSON.stringify([account.id, pool]) });
      }
    }
    return due;
  }
}
