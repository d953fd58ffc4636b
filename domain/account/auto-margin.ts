import { type Dec, type Exact, ZERO, minOf, text } from '../kernel/index.js';
import { transfer } from '../ledger/index.js';
import { bookedDecimals, demandRate } from '../market/index.js';
import {
  countedBalance,
  credited,
  freeMargin,
  measurePool,
  payingWallet,
  releasable,
  type MarginPool,
} from '../margin/index.js';
import { CROSS, isIndebted, walletBalance } from './account.js';
import { checkPositive } from './checks.js';
import type { PositionReference } from './commands.js';
import { refuseWhileLiquidating, type Draft } from './draft.js';
import { demandIsolated } from './locate.js';

/**
 * Lets margin be added to an isolated pool before it would be liquidated, up to a cap over the
 * pool's life, or forbids it again. Off unless set.
 * @rejects `position.not-found`, `pool.not-isolated`, `pool.liquidating`, `input.invalid` for a cap
 *   that is not positive
 */
export function setAutoMargin(
  draft: Draft,
  command: PositionReference & { readonly cap: Dec | 'off' },
): void {
  const { pool, position } = demandIsolated(draft.account, command);
  refuseWhileLiquidating(draft.account, pool.id);
  const { cap } = command;
  if (cap !== 'off') checkPositive(cap, 'cap');
  draft.emit({
    type: 'AutoMarginSet',
    account: draft.account.id,
    pool: pool.id,
    position: position.key,
    cap: cap === 'off' ? cap : text(cap),
  });
}

/**
 * Brings a pool that is due to be liquidated back to its initial margin, as far as its cap and the
 * cross pool allow. An addition that would not cure the pool is not made: it would only be lost.
 * @param cured whether a pool would no longer be due
 * @returns whether margin was added
 */
export function addAutomatically(
  draft: Draft,
  id: string,
  cured: (pool: MarginPool) => boolean,
): boolean {
  const auto = draft.pool(id)?.autoMargin;
  const pool = draft.margin(id);
  if (auto === undefined || pool.mode !== 'isolated') return false;
  const { asset } = pool;
  const missing = freeMargin(measurePool(draft.market, pool)).negated();
  const most = minOf(auto.cap.minus(auto.added), releasedByCross(draft, asset));
  const amount = minOf(most, inAsset(draft, asset, missing, 'up'));
  if (amount.lte(ZERO) || !cured(credited(draft.market, pool, asset, amount))) return false;
  const added = auto.added.plus(amount);
  draft.emit({
    type: 'AutoMarginAdded',
    account: draft.account.id,
    pool: id,
    asset,
    amount: text(amount),
    added: text(added),
    cap: text(auto.cap),
    movements: transfer(
      { asset, from: draft.wallet(asset), to: draft.purse(id, asset), reason: 'allocate' },
      amount,
    ),
  });
  return true;
}

/** What the cross pool can let go of an asset, its haircut not counted in favour of more. */
function releasedByCross(draft: Draft, asset: string): Dec {
  const { account, market } = draft;
  if (isIndebted(account) || account.pools.get(CROSS)?.liquidation !== undefined) return ZERO;
  const free = releasable(market, measurePool(market, draft.margin(CROSS)));
  const held = minOf(
    walletBalance(account, asset, payingWallet(market, asset)),
    countedBalance(market, account.wallets, asset),
  );
  return minOf(held, inAsset(draft, asset, free, 'down'));
}

function inAsset({ market }: Draft, asset: string, amount: Exact, rounding: 'up' | 'down'): Dec {
  if (amount.sign() <= 0) return ZERO;
  const own = amount.over(demandRate(market, asset));
  return own.rounded(bookedDecimals(market, asset), rounding);
}
