import { type Dec, Exact, ZERO, type Instant } from '../kernel/index.js';
import type { LedgerAccount, Movement } from '../ledger/index.js';
import { rateOf, type Market } from '../market/index.js';
import type { Valuation } from '../margin/index.js';

type Amounts = ReadonlyMap<string, Dec>;

/** What an account with loss limits gained and lost, by asset; a loss is negative. */
export interface LossBook {
  /** Profits, fees, funding, interest and deficits made good, since the count began. */
  readonly realized: Amounts;
  /** The same since the last reset of the daily limit. */
  readonly day: Amounts;
  /** When the daily limit starts anew. */
  readonly until?: Instant;
  /** The limit of the account was reached; it has no reset. */
  readonly accountReached?: true;
  /** The daily limit was reached; new risk is barred until the reset. */
  readonly dayReached?: true;
}

/** A book in which nothing is counted yet. */
export const NO_LOSSES: LossBook = { realized: new Map(), day: new Map() };

/**
 * The book after movements: what came from or went to anybody but an account and the outside. An
 * exchange of one asset for another at its rate is neither gain nor loss.
 */
export function bookResults(
  book: LossBook,
  account: string,
  movements: readonly Movement[],
): LossBook {
  let { realized, day } = book;
  for (const { asset, amount, from, to, reason } of movements) {
    if (reason === 'conversion') continue;
    const gained = resultOf(account, to, from);
    if (gained === resultOf(account, from, to)) continue;
    const change = gained ? ZERO.plus(amount) : ZERO.minus(amount);
    realized = withAmount(realized, asset, change);
    day = withAmount(day, asset, change);
  }
  return realized === book.realized ? book : { ...book, realized, day };
}

/** Whether the entry is the account's and the other side is the house, the venue or the fund. */
function resultOf(account: string, entry: LedgerAccount, other: LedgerAccount): boolean {
  const own = 'account' in entry && entry.account === account;
  return own && !('account' in other) && other.at !== 'outside';
}

function withAmount(amounts: Amounts, asset: string, change: Dec): Amounts {
  return new Map(amounts).set(asset, (amounts.get(asset) ?? ZERO).plus(change));
}

/**
 * Amounts as a loss in settlement at the present rates, positive when more was lost; undefined
 * while a rate is missing.
 */
export function lossOf(market: Market, amounts: Amounts): Exact | undefined {
  let loss = Exact.ZERO;
  for (const [asset, amount] of amounts) {
    if (amount.isZero()) continue;
    const rate = rateOf(market, asset);
    if (rate === undefined) return undefined;
    loss = loss.minus(Exact.of(amount.times(rate)));
  }
  return loss;
}

/**
 * What a position has lost over its life, in settlement, positive when more was lost: not yet
 * realized and realized, with its fees, funding and interest; interest in the coin at the mark.
 */
export function positionLoss({ position, profit, rate, notional, exposure }: Valuation): Exact {
  const { realizedProfit, fees, funding, loan } = position;
  const { interest = ZERO, coinInterest = ZERO } = loan ?? {};
  const settled = realizedProfit.minus(fees).plus(funding).minus(interest);
  const coins = coinInterest.isZero()
    ? Exact.ZERO
    : notional.scaled(coinInterest).over(exposure.size);
  return profit
    .plus(Exact.of(settled.times(rate)))
    .minus(coins)
    .negated();
}
