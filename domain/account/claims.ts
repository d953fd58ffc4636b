import { Dec, ZERO, minOf, text, type Instant } from '../kernel/index.js';
import type { Account, Claim } from './account.js';
import type { ClaimRepaid, ProfitClaimed } from './claim-events.js';

type Claims = NonNullable<Account['claims']>;

/** What an account is owed of its profit in an asset. */
export function claimedBy({ claims }: Account, asset: string): Dec {
  return (claims?.get(asset) ?? []).reduce((sum, { amount }) => sum.plus(amount), ZERO);
}

/** The account with the claim an event gave it; claims of one instant are one. */
export function withClaim(account: Account, { asset, amount, since }: ProfitClaimed): Account {
  const held = account.claims?.get(asset) ?? [];
  const last = held.at(-1);
  const claimed = new Dec(amount);
  const next =
    last?.since === since
      ? [...held.slice(0, -1), { since, amount: last.amount.plus(claimed) }]
      : [...held, { since, amount: claimed }];
  return { ...account, claims: new Map(account.claims).set(asset, next) };
}

/** The account once a part of its claims was paid, the oldest first. */
export function withoutClaim(account: Account, { asset, amount }: ClaimRepaid): Account {
  let paid = new Dec(amount);
  const left: Claim[] = [];
  for (const claim of account.claims?.get(asset) ?? []) {
    const part = minOf(paid, claim.amount);
    paid = paid.minus(part);
    if (part.lt(claim.amount)) left.push({ ...claim, amount: claim.amount.minus(part) });
  }
  const claims = new Map(account.claims);
  if (left.length === 0) claims.delete(asset);
  else claims.set(asset, left);
  if (claims.size > 0) return { ...account, claims };
  const { claims: _paid, ...rest } = account;
  return rest;
}

type ClaimRecords = readonly (readonly [string, string, Instant])[];

/** Claims as a snapshot writes them. */
export function claimRecords(claims: Claims): ClaimRecords {
  return [...claims].flatMap(([asset, held]) =>
    held.map(({ amount, since }) => [asset, text(amount), since] as const),
  );
}

/** The claims that `claimRecords` wrote. */
export function claimsFromRecords(records: ClaimRecords): Claims {
  const claims = new Map<string, Claim[]>();
  for (const [asset, amount, since] of records) {
    const held = claims.get(asset) ?? [];
    claims.set(asset, [...held, { amount: new Dec(amount), since }]);
  }
  return claims;
}
