import { type Dec, attempt, refuse, text, type Rejection, type Result } from '../kernel/index.js';
import { demandMark, instrumentIn } from '../market/index.js';
import { bankruptcyPrice } from '../margin/index.js';
import { awaitedPositions, type Account } from './account.js';
import { checkPositive } from './checks.js';
import { deleverageOpen, type DeleveragePrice } from './deleverage.js';
import { Draft, refuseWhileLiquidating, type Decision, type DecisionContext } from './draft.js';
import { finishPool } from './finish-pool.js';
import { demandPosition } from './locate.js';

/** Closes a position against others without fees, as the venue orders it. */
export interface Deleverage {
  readonly instrument: string;
  /** Contracts; absent: all of them. */
  readonly quantity?: Dec;
  /** Whom to close against, in this order; absent: the other side by ranking. */
  readonly against?: readonly Account[];
  readonly price: DeleveragePrice;
}

/**
 * Decides a deleveraging. Whoever would end below zero is passed over; what nobody takes stays
 * open.
 * @rejects `position.not-found`, `position.exceeds-quantity`, `pool.liquidating`,
 *   `market.mark-missing`, and `input.invalid` when no positive price is the bankruptcy price
 */
export function decideDeleverage(
  account: Account,
  { instrument: id, quantity, against, price }: Deleverage,
  context: DecisionContext,
): Result<Decision, Rejection> {
  return attempt(() => {
    const draft = new Draft(account, context);
    const { market } = context;
    instrumentIn(market, id);
    const place = demandPosition(account, market, { instrument: id });
    refuseWhileLiquidating(account, place.pool);
    refuseWhileAwaited(account, place);
    const { position } = place;
    const closing = quantity ?? position.quantity;
    checkPositive(closing, 'quantity');
    if (closing.gt(position.quantity)) {
      refuse('position.exceeds-quantity', `only ${text(position.quantity)} contracts are open`, {
        field: 'quantity',
        figure: text(closing),
        limit: text(position.quantity),
        unit: 'contracts',
      });
    }
    demandMark(market, id);
    const zero = price === 'mark' || bankruptcyPrice(market, draft.margin(place.pool), position);
    if (zero === null) {
      refuse('input.invalid', `no positive price of ${id} is a bankruptcy price`, {
        field: 'price',
        figure: price,
      });
    }
    const named = against && { accounts: against.filter((one) => one.id !== account.id) };
    deleverageOpen(draft, place.pool, position, closing, price, named);
    finishPool(draft, place.pool, 'account');
    return draft.decision();
  });
}

function refuseWhileAwaited(
  account: Account,
  { pool, key }: { readonly pool: string; readonly key: string },
): void {
  const state = account.pools.get(pool);
  if (state === undefined || !awaitedPositions(state).includes(key)) return;
  refuse('pool.liquidating', `the venue owes the answer to a close of ${key}`, {
    field: 'instrument',
    figure: key,
  });
}
