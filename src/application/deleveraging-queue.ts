import {
  counterpartiesIn,
  deleveragingQueue,
  rankingOf,
  type QueuedCounterparty,
  type Side,
} from '../../domain/index.js';
import type { AccountStore } from '../ports/ports.js';
import type { Holders } from './holders.js';
import type { EngineState } from './state.js';

interface Parts {
  readonly accounts: AccountStore;
  readonly holders: Holders;
  readonly state: EngineState;
}

/** Who of one side of an instrument would be deleveraged, the first of the queue first. */
export async function queueOf(
  { accounts, holders: index, state }: Parts,
  instrument: string,
  side: Side,
): Promise<readonly QueuedCounterparty[]> {
  const { market, policies } = state;
  const ids = index.of([instrument]);
  const holders = (await accounts.load(ids)).filter((account) => account !== undefined);
  const parties = counterpartiesIn(market, holders, instrument, side);
  return deleveragingQueue(parties, market, rankingOf(market, policies.rankings));
}
