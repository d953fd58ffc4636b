import { compareIds, isoOf, rateOf, text, type Account, type Market } from '../../domain/index.js';
import type { ShownDebt } from './debt-report.js';

/** A claim as it stands: profit nobody has paid, since when, and what that is worth. */
export type ShownClaim = ShownDebt;

/** Everything an account is owed of its profit, in the order in which the fund pays it. */
export function claimsOf({ claims }: Account, market: Market): readonly ShownClaim[] {
  return [...(claims ?? [])]
    .sort(([a], [b]) => compareIds(a, b))
    .flatMap(([asset, held]) =>
      held.map(({ amount, since }) => {
        const rate = rateOf(market, asset);
        return {
          asset,
          amount: text(amount),
          since: isoOf(since),
          age: Math.max(market.now - since, 0),
          value: rate === undefined ? null : text(amount.times(rate)),
        };
      }),
    );
}
