import {
  concernsOthers,
  err,
  type Account,
  type Rejection,
  type Result,
  type Situation,
} from '../../domain/index.js';
import type { AccountStore } from '../ports/ports.js';
import type { WorkQueue } from './queue.js';
import { situationOf } from './simulation.js';
import type { EngineState } from './state.js';
import { unknownAccount } from './unknown-account.js';

interface Parts {
  readonly state: EngineState;
  readonly accounts: AccountStore;
  readonly queue: WorkQueue;
}

/** Lets pure questions be asked of the state between two commands. */
export class Imagination {
  constructor(private readonly parts: Parts) {}

  /** Everything a decision reads, with some accounts or all of them, as it stands now. */
  async situation(ids?: readonly string[]): Promise<Situation> {
    return situationOf(this.parts.state, await this.load(ids));
  }

  /** Asks something about one account, and about all where others may have to bear its losses. */
  ask<T>(
    id: string,
    question: (situation: Situation, account: Account) => Result<T, Rejection>,
  ): Promise<Result<T, Rejection>> {
    const { state, queue } = this.parts;
    return queue.run(async () => {
      const [account] = await this.load([id]);
      if (account === undefined) return err(unknownAccount(id));
      const { deficit, liquidation } = state.configuration;
      const paidByOthers = deficit.includes('deleverage') || deficit.includes('share-loss');
      const shared = paidByOthers || concernsOthers(liquidation);
      return question(situationOf(state, shared ? await this.load() : [account]), account);
    });
  }

  private async load(ids?: readonly string[]): Promise<readonly Account[]> {
    const { accounts } = this.parts;
    const found = await accounts.load(ids ?? (await accounts.ids()));
    return found.filter((account) => account !== undefined);
  }
}
