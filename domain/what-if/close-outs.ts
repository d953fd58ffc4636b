import type { AccountEvent } from '../account/index.js';
import type { Side } from '../position/index.js';

/** One position, or a part of one, that a liquidation closed; decimal strings as in its event. */
export interface ClosedOut {
  readonly account: string;
  readonly pool: string;
  readonly instrument: string;
  readonly position: string;
  readonly side: Side;
  readonly quantity: string;
  readonly price: string;
  readonly profit: string;
  readonly fee: string;
}

/** What liquidations closed, in the order they did. */
export function closedOut(events: readonly AccountEvent[]): ClosedOut[] {
  return events.flatMap((event) => {
    if (event.type !== 'PositionClosed' && event.type !== 'PositionReduced') return [];
    if (event.closeOut === undefined) return [];
    const { account, pool, instrument, position, side, quantity, price, profit, fee } = event;
    return [{ account, pool, instrument, position, side, quantity, price, profit, fee }];
  });
}
