import { NotSupportedYet, ZERO, text } from '../kernel/index.js';
import { FUND, VENUE, transfer, type LedgerAccount, type MovementReason } from '../ledger/index.js';
import { demandRate, protectionAt, type DeficitPolicyName } from '../market/index.js';
import { countedBalance } from '../margin/index.js';
import { owedByCross, shareDeficit, type DeficitShare, type Owed } from '../liquidation/index.js';
import { CROSS } from './account.js';
import { convertCollateral } from './convert-collateral.js';
import { carryDebt } from './debts.js';
import type { Draft } from './draft.js';
import { release } from './fill-booking.js';

/** Who gets what a pool still holds when its last position is gone. */
export type RemainderReceiver = 'account' | 'insurance-fund' | 'venue';

/**
 * Settles a pool whose last position is gone: what it owes goes down the list of deficit policies,
 * what it still holds goes to the receiver. A pool with positions is left alone.
 * @returns whether the pool was bankrupt
 */
export function finishPool(draft: Draft, pool: string, receiver: RemainderReceiver): boolean {
  const state = draft.pool(pool);
  if (state !== undefined && state.positions.size > 0) return false;
  if (pool === CROSS && draft.market.configuration.debts.convertsCollateral) {
    convertCollateral(draft);
  }
  const owed =
    pool === CROSS ? owedByCross(draft.market, draft.account.wallets) : owedBy(draft, pool);
  if (owed.length > 0) settleDeficit(draft, pool, owed);
  payRemainder(draft, pool, receiver);
  return owed.length > 0;
}

function owedBy(draft: Draft, pool: string): Owed[] {
  const { asset, balance } = draft.pool(pool) ?? {};
  if (asset === undefined || balance === undefined || !balance.isNegative()) return [];
  return [{ asset, amount: balance.negated() }];
}

function settleDeficit(draft: Draft, pool: string, owed: readonly Owed[]): void {
  const { market, account } = draft;
  const total = owed.reduce(
    (sum, { asset, amount }) => sum.plus(amount.times(demandRate(market, asset))),
    ZERO,
  );
  draft.emit({
    type: 'PoolBankrupted',
    account: account.id,
    pool,
    deficit: text(total),
    owed: owed.map(({ asset, amount }) => ({ asset, amount: text(amount) })),
  });
  const shares = shareDeficit(market, owed, policiesFor(draft, pool), draft.context.fund);
  if (!Array.isArray(shares)) {
    throw new NotSupportedYet(`${shares.unsupported} in the deficit list`);
  }
  for (const share of shares) payShare(draft, pool, share);
}

/**
 * A wallet never pays for an isolated pool, and under full protection for none, so their deficits
 * are not carried as a balance.
 */
function policiesFor({ market }: Draft, pool: string): readonly DeficitPolicyName[] {
  const { configuration, now } = market;
  const { deficit } = configuration;
  if (pool === CROSS && protectionAt(configuration, now).carries) return deficit;
  return deficit.filter((policy) => policy !== 'negative-balance');
}

function payShare(draft: Draft, pool: string, { payer, asset, amount }: DeficitShare): void {
  const account = draft.account.id;
  const moved = { account, asset, amount: text(amount) };
  if (payer === 'negative-balance') {
    carryDebt(draft, asset, amount);
    return;
  }
  const to = debtor(draft, pool, asset);
  const from = payer === 'venue' ? VENUE : FUND;
  const movements = transfer({ asset, from, to, reason: 'deficit' }, amount);
  if (payer === 'venue') draft.emit({ type: 'LossAbsorbed', ...moved, pool, movements });
  else draft.emit({ type: 'DeficitCovered', ...moved, pool, movements, case: caseOf(draft, pool) });
}

/** The wallet or pool whose negative balance is made good. */
function debtor(draft: Draft, pool: string, asset: string): LedgerAccount {
  return draft.purse(pool, asset);
}

/** A deficit is covered once per case; one found outside a liquidation gets an id of its own. */
function caseOf(draft: Draft, pool: string): string {
  const open = draft.pool(pool)?.liquidation;
  return open?.id ?? `${draft.account.id}/${pool}/${draft.account.version}`;
}

function payRemainder(draft: Draft, pool: string, receiver: RemainderReceiver): void {
  const { account, market } = draft;
  const isolated = draft.pool(pool);
  const asset = pool === CROSS ? market.configuration.settlement : isolated?.asset;
  if (asset === undefined) return;
  const left =
    pool === CROSS ? countedBalance(market, account.wallets, asset) : (isolated?.balance ?? ZERO);
  if (left.lte(ZERO)) return;
  if (receiver === 'account') {
    release(draft, pool, asset, left);
    return;
  }
  const reason: MovementReason = 'remainder';
  const to = receiver === 'venue' ? VENUE : FUND;
  draft.emit({
    type: 'RemainderTaken',
    account: account.id,
    pool,
    asset,
    amount: text(left),
    to: receiver,
    movements: transfer({ asset, from: draft.purse(pool, asset), to, reason }, left),
  });
}
