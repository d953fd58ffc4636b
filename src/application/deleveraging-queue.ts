import {
  counterpartiesIn,
  deleveragingQueue,
  type Counterparty,
  type Market,
  type Side,
} from '../../domain/index.js';
import type { AccountStore, Watch } from '../ports/ports.js';

/** Who of one side of an instrument would be deleveraged, the first of the queue first. */
export async function queueOf(
  { accounts, watch }: { readonly accounts: AccountStore; readonly watch: Watch },
  market: Market,
  instrument: string,
  side: Side,
): Promise<readonly Counterparty[]> {
  const ids = watch.candidates({ instruments: [instrument], assets: [] });
  const holders = (await accounts.load(ids)).filter((account) => account !== undefined);
  const parties = counterpartiesIn(market, holders, instrument, side);
  return deleveragingQueue(parties, market.configuration.deleverage);
}
