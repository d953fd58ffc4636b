import type { Counterparty } from '../liquidation/index.js';
import { isMadeOfSame, type Market } from '../market/index.js';
import type { Side } from '../position/index.js';
import type { Account } from './account.js';

/**
 * Counterparties as they were measured, so that each account is measured once however many
 * deficits one batch of prices brings. Whoever writes into the market's own maps starts a new one;
 * a market that is another one in anything decisive is told apart here.
 */
export class MeasuredParties {
  private market: Market | undefined;
  private known = new WeakMap<Account, Map<string, readonly Counterparty[]>>();

  /** The positions of an account in one instrument and on one side; measured when first asked. */
  of(
    market: Market,
    account: Account,
    [instrument, side]: readonly [string, Side],
    measure: () => readonly Counterparty[],
  ): readonly Counterparty[] {
    if (!this.holdsFor(market)) {
      this.market = market;
      this.known = new WeakMap();
    }
    let parties = this.known.get(account);
    if (parties === undefined) {
      parties = new Map<string, readonly Counterparty[]>();
      this.known.set(account, parties);
    }
    const key = `${side} ${instrument}`;
    const found = parties.get(key);
    if (found !== undefined) return found;
    const measured = measure();
    parties.set(key, measured);
    return measured;
  }

  private holdsFor(market: Market): boolean {
    const { market: before } = this;
    if (before === market) return true;
    return before !== undefined && isMadeOfSame(before, market);
  }
}
