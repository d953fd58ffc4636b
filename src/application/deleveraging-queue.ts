import {
  counterpartiesIn,
  deleveragingQueue,
  rankingOf,
  type QueuedCounterparty,
  type Side,
} from '../../domain/index.js';
import type { AccountStore, Watch } from '../ports/ports.js';
import type { EngineState } from './state.js';

interface Parts {
  readonly accounts: AccountStore;
  readonly watch: Watch;
  readonly state: EngineState;
}

/** Who of one side of an instrument would be deleveraged, the first of the queue first. */
export async function queueOf(
  { accounts, watch, state }: Parts,
  instrument: string,
  side: Side,
): Promise<readonly QueuedCounterparty[]> {
  const { market, policies } = state;
  const ids = watch.candidates({ instruments: [instrument], assets: [] });
  const holders = (await accounts.load(ids)).filter((account) => account !== undefined);
  const parties = counterpartiesIn(market, holders, instrument, side);
  return deleveragingQueue(parties, market, rankingOf(market, policies.rankings));
}
