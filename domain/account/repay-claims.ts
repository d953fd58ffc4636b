import { type Dec, Exact, ZERO, compareIds, minOf, text, type Instant } from '../kernel/index.js';
import { FUND, UNFUNDED, transfer } from '../ledger/index.js';
import { payingWallet } from '../margin/index.js';
import type { Account } from './account.js';
import { claimedBy } from './claims.js';
import { recoverFromArrival } from './debts.js';
import { Draft, type Decision, type DecisionContext } from './draft.js';
import { largestOf, proRata } from './winners.js';

/** A claim of an account, as far as it is to be paid. */
interface Due {
  readonly account: string;
  readonly asset: string;
  readonly amount: Dec;
}

/**
 * Pays claims from the insurance fund as far as it reaches: asset by asset, the claims of the
 * earliest deficit first, and those of one deficit pro rata, rounded down, the remainder to the
 * largest. What arrives repays the debts of its account like a deposit.
 * @param claimants accounts that hold claims; halted ones wait
 * @returns undefined where nothing can be paid
 */
export function repayClaims(
  claimants: readonly Account[],
  context: DecisionContext,
): Decision | undefined {
  const live = claimants.filter(({ halted }) => halted === undefined);
  const assets = new Set(live.flatMap(({ claims }) => [...(claims?.keys() ?? [])]));
  const due = [...assets]
    .sort(compareIds)
    .flatMap((asset) => dueIn(live, asset, context.fund(asset)));
  const [first] = live;
  if (first === undefined || due.length === 0) return undefined;
  const draft = new Draft(first, context);
  for (const { account, asset, amount } of due) {
    const holder = live.find(({ id }) => id === account)!;
    pay(holder === first ? draft : draft.companion(holder), asset, amount);
  }
  return draft.decision();
}

/** Whom the fund pays how much of one asset, in order. */
function dueIn(claimants: readonly Account[], asset: string, fund: Dec): Due[] {
  const byDeficit = new Map<Instant, Due[]>();
  for (const { id, claims } of claimants) {
    for (const { amount, since } of claims?.get(asset) ?? []) {
      byDeficit.set(since, [...(byDeficit.get(since) ?? []), { account: id, asset, amount }]);
    }
  }
  let left = fund;
  return [...byDeficit]
    .sort(([a], [b]) => a - b)
    .flatMap(([, claims]) => {
      const all = claims.reduce((sum, { amount }) => sum.plus(amount), ZERO);
      const paid = minOf(left, all);
      left = left.minus(paid);
      return partOf(claims, paid, all);
    });
}

/** What each of the claims of one deficit gets of what there is for them. */
function partOf(claims: readonly Due[], paid: Dec, all: Dec): readonly Due[] {
  if (paid.lte(ZERO)) return [];
  if (paid.eq(all)) return claims;
  const weightOf = ({ amount }: Due): Exact => Exact.of(amount);
  const { shares, left } = proRata(
    claims.map((claim) => [claim, weightOf(claim)] as const),
    paid,
  );
  const largest = largestOf(claims, weightOf);
  shares.set(largest, shares.get(largest)!.plus(left));
  return claims
    .map((claim) => ({ ...claim, amount: shares.get(claim)! }))
    .filter(({ amount }) => amount.gt(ZERO));
}

function pay(draft: Draft, asset: string, amount: Dec): void {
  const account = draft.account.id;
  const claim = { at: 'claim', account } as const;
  draft.emit({
    type: 'ClaimRepaid',
    account,
    asset,
    amount: text(amount),
    left: text(claimedBy(draft.account, asset).minus(amount)),
    movements: [
      ...transfer({ asset, from: FUND, to: draft.wallet(asset), reason: 'claim' }, amount),
      ...transfer({ asset, from: claim, to: UNFUNDED, reason: 'claim' }, amount),
    ],
  });
  recoverFromArrival(draft, { asset, amount, wallet: payingWallet(draft.market, asset) });
}
