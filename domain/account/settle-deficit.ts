import { type Dec, ZERO, invariant, minOf, roundTo, text } from '../kernel/index.js';
import { FUND, VENUE, transfer } from '../ledger/index.js';
import {
  isBelowWriteOff,
  payerAccount,
  type ClosedPosition,
  type DeficitPayer,
  type Owed,
} from '../liquidation/index.js';
import {
  bookedDecimals,
  demandRate,
  protectionAt,
  type DeficitPolicyName,
} from '../market/index.js';
import { CROSS } from './account.js';
import { claimProfit } from './claim-profit.js';
import { carryDebt } from './debts.js';
import { deleverageClosed } from './deleverage.js';
import type { Draft } from './draft.js';
import { shareLoss } from './share-loss.js';

/** A deficit in the making: who owes, and what was closed before it was found. */
interface Settling {
  readonly draft: Draft;
  readonly pool: string;
  readonly closed: ClosedPosition | undefined;
}

/** Asks one payer for one debt, books what it pays, and tells how much that was. */
type Payer = (settling: Settling, debt: Owed) => Dec;

const PAYERS: Readonly<Record<DeficitPolicyName, Payer>> = {
  'insurance-fund': ({ draft, pool }, { asset, amount }) => {
    const paid = minOf(draft.fund(asset), amount);
    if (paid.lte(ZERO)) return ZERO;
    draft.emit({
      type: 'DeficitCovered',
      account: draft.account.id,
      pool,
      asset,
      amount: text(paid),
      case: caseOf(draft, pool),
      movements: transfer(
        { asset, from: FUND, to: draft.purse(pool, asset), reason: 'deficit' },
        paid,
      ),
    });
    return paid;
  },
  deleverage: ({ draft, pool, closed }, debt) =>
    closed === undefined ? ZERO : deleverageClosed(draft, pool, closed, debt),
  'share-loss': ({ draft, pool, closed }, debt) =>
    closed === undefined ? ZERO : shareLoss(draft, pool, closed, debt),
  claims: ({ draft, pool, closed }, debt) =>
    closed === undefined ? ZERO : claimProfit(draft, pool, closed, debt),
  'negative-balance': ({ draft }, { asset, amount }) => {
    carryDebt(draft, asset, amount);
    return amount;
  },
};

/**
 * Settles what a pool owes down the list of policies, each asked only for what the former left.
 * Once the fund has been asked, a rest strictly below the write-off limit (settlement value) is
 * absorbed by the venue; so is what nobody in the list pays.
 */
export function settleDeficit(
  draft: Draft,
  pool: string,
  owed: readonly Owed[],
  closed: ClosedPosition | undefined,
): void {
  const settling = { draft, pool, closed };
  announce(draft, pool, owed);
  const policies = policiesFor(draft, pool);
  let open = owed;
  const ask = (payer: Payer): void => {
    open = open.flatMap((debt) => {
      const rest = debt.amount.minus(payer(settling, debt));
      return rest.gt(ZERO) ? [{ asset: debt.asset, amount: rest }] : [];
    });
  };
  const writeOff = (): void => {
    if (isBelowWriteOff(draft.market, open)) ask(absorb);
  };
  if (!policies.includes('insurance-fund')) writeOff();
  for (const policy of policies) {
    ask(payerOf(draft, policy));
    if (policy === 'insurance-fund') writeOff();
  }
  ask(absorb);
}

function announce(draft: Draft, pool: string, owed: readonly Owed[]): void {
  const total = owed.reduce(
    (sum, { asset, amount }) => sum.plus(amount.times(demandRate(draft.market, asset))),
    ZERO,
  );
  draft.emit({
    type: 'PoolBankrupted',
    account: draft.account.id,
    pool,
    deficit: text(total),
    owed: owed.map(({ asset, amount }) => ({ asset, amount: text(amount) })),
  });
}

function payerOf(draft: Draft, policy: string): Payer {
  if (isBuiltIn(policy)) return PAYERS[policy];
  const payer = draft.context.payers?.get(policy);
  invariant(payer !== undefined, 'I-13', `no deficit policy is bound as ${policy}`);
  return (settling, debt) => askOwn(settling, debt, policy, payer);
}

function isBuiltIn(policy: string): policy is DeficitPolicyName {
  return Object.hasOwn(PAYERS, policy);
}

/** Books what an embedder's payer pays: whole units of what can be booked, and never too much. */
function askOwn(
  { draft, pool }: Settling,
  { asset, amount }: Owed,
  by: string,
  payer: DeficitPayer,
): Dec {
  const { context, market, account } = draft;
  const paid = context.paid?.(by, asset) ?? ZERO;
  const offered = payer({ asset, amount, account: account.id, pool, paid }, market);
  const share = minOf(roundTo(offered, bookedDecimals(market, asset), 'down'), amount);
  if (share.lte(ZERO)) return ZERO;
  draft.emit({
    type: 'DeficitPaid',
    account: account.id,
    pool,
    asset,
    amount: text(share),
    by,
    case: caseOf(draft, pool),
    movements: transfer(
      { asset, from: payerAccount(by), to: draft.purse(pool, asset), reason: 'deficit' },
      share,
    ),
  });
  return share;
}

/**
 * A wallet never pays for an isolated pool, and under full protection for none, so their deficits
 * are not carried as a balance.
 */
function policiesFor({ market }: Draft, pool: string): readonly string[] {
  const { configuration, now } = market;
  const { deficit } = configuration;
  if (pool === CROSS && protectionAt(configuration, now).carries) return deficit;
  return deficit.filter((policy) => policy !== 'negative-balance');
}

const absorb: Payer = ({ draft, pool }, { asset, amount }) => {
  draft.emit({
    type: 'LossAbsorbed',
    account: draft.account.id,
    pool,
    asset,
    amount: text(amount),
    movements: transfer(
      { asset, from: VENUE, to: draft.purse(pool, asset), reason: 'deficit' },
      amount,
    ),
  });
  return amount;
};

/** A deficit is covered once per case; one found outside a liquidation gets an id of its own. */
function caseOf(draft: Draft, pool: string): string {
  const open = draft.pool(pool)?.liquidation;
  return open?.id ?? `${draft.account.id}/${pool}/${draft.account.version}`;
}
