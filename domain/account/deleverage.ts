import { type Dec, Dec as Decimal, Exact, Rational, ZERO, text } from '../kernel/index.js';
import { HOUSE, TRANSIT, VENUE, transfer, type Movement } from '../ledger/index.js';
import {
  matchCounterparties,
  rankedCounterparties,
  rankingOf,
  stepOf,
  type ClosedPosition,
  type Counterparty,
  type Match,
  type Owed,
} from '../liquidation/index.js';
import { bankruptcyPrice, credited, measureLine, withPosition } from '../margin/index.js';
import { bookedDecimals, instrumentIn, markOf, type Instrument } from '../market/index.js';
import { opposite, reduceFor, valueAt, valueSign, type Position } from '../position/index.js';
import type { Account } from './account.js';
import { chargeDue } from './charge-interest.js';
import { counterpartiesIn } from './counterparties.js';
import { costOf, placeOf, type Chosen, type Terms, type Why } from './deleverage-why.js';
import type { Draft } from './draft.js';
import { bookReduction, carriedForward, release } from './fill-booking.js';
import type { DeficitMet } from './liquidation-events.js';
import type { PositionDeleveraged } from './position-events.js';
import { positionRecord } from './records.js';
import { remainderMoves, type DividedLoss } from './winners.js';

/** The price at which a deleveraged position is closed. */
export type DeleveragePrice = 'bankruptcy' | 'mark';

/** Whom to close against, in the order given; absent: the other side by ranking. */
export interface Named {
  readonly accounts: readonly Account[];
}

/**
 * Closes contracts of an open position against the other side at its bankruptcy price or at the
 * mark, without fees; whoever would end below zero is passed over. What nobody takes stays open.
 * @returns the contracts that were closed
 */
export function deleverageOpen(
  draft: Draft,
  pool: string,
  position: Position,
  quantity: Dec,
  at: DeleveragePrice,
  named?: Named,
): Dec {
  const { market } = draft;
  const instrument = instrumentIn(market, position.instrument);
  const mark = markOf(market, instrument.id);
  const price =
    at === 'bankruptcy'
      ? bankruptcyPrice(market, draft.margin(pool), position)
      : mark && Rational.ofDecimal(mark);
  if (price === null || price === undefined) return ZERO;
  const valueOf = (part: Dec): Exact => valueAtPrice(instrument, part, price);
  const matches = matchesFor(draft, instrument, position.side, quantity, valueOf, named);
  const closed = matches.reduce((sum, match) => sum.plus(match.quantity), ZERO);
  if (closed.isZero()) return ZERO;
  const shown = text(price.toDecimal(SHOWN_DECIMALS, 'half-even'));
  const open = draft.pool(pool)?.liquidation;
  const cause = open === undefined ? {} : { case: open.id };
  closePart(draft, pool, position.key, { quantity: closed, value: valueOf(closed), shown }, cause);
  for (const { party, quantity: part } of matches) {
    closeParty(draft, party, { quantity: part, value: valueOf(part), shown }, ZERO);
  }
  return closed;
}

/**
 * Deleverages a deficit on the position that was closed last: the other side is closed at the
 * price that would have left nothing owed, and what it forgoes pays the deficit, to the last digit
 * where the whole quantity is met. At the mark nobody forgoes anything and nothing is paid. What
 * was closed against the other side already is not closed against it again.
 * @returns what was paid, in the asset of the position
 */
export function deleverageClosed(
  draft: Draft,
  pool: string,
  closed: ClosedPosition,
  { asset, amount: owed }: Owed,
): Dec {
  const { market } = draft;
  const instrument = instrumentIn(market, closed.instrument);
  if (instrument.payAsset !== asset) return ZERO;
  const atMark = market.configuration.deleverage.price === 'mark';
  const { quantity, value } = soldFor(instrument, closed);
  if (quantity.isZero()) return ZERO;
  const mark = markOf(market, instrument.id);
  const sign = new Decimal(valueSign(instrument, closed));
  const forgone = (part: Dec): Exact =>
    atMark ? Exact.ZERO : Exact.quotient(owed.times(part), quantity);
  const valueOf = (part: Dec): Exact =>
    atMark && mark !== undefined
      ? valueAt(instrument, part, mark)
      : value.scaled(part).over(quantity).plus(forgone(part).scaled(sign));
  const matches = matchesFor(draft, instrument, closed.side, quantity, valueOf);
  const shown = text(priceOf(instrument, quantity, valueOf(quantity)));
  const decimals = bookedDecimals(market, asset);
  let met = ZERO;
  let paid = ZERO;
  for (const { party, quantity: part } of matches) {
    met = met.plus(part);
    const until = forgone(met).rounded(decimals, 'down');
    const share = until.minus(paid);
    paid = until;
    // Whole digits are forgone, so that what is taken is exactly what reaches the bankrupt.
    const rounding = Exact.of(share).minus(forgone(part)).scaled(sign);
    const terms = { quantity: part, value: valueOf(part).plus(rounding), shown };
    closeParty(draft, party, terms, share);
  }
  meetDeficit(draft, pool, { asset, amount: paid, by: 'deleverage', instrument: instrument.id });
  return paid;
}

/** Tells what the other side gave up for a deficit and lets it reach the pool that owes. */
export function meetDeficit(
  draft: Draft,
  pool: string,
  met: Owed & Pick<DeficitMet, 'by' | 'instrument'>,
  remainder?: DividedLoss['remainder'],
): void {
  const { asset, amount, by, instrument } = met;
  if (amount.isZero()) return;
  const to = draft.purse(pool, asset);
  draft.emit({
    type: 'DeficitMet',
    account: draft.account.id,
    pool,
    asset,
    amount: text(amount),
    by,
    instrument,
    ...(remainder && { remainder: { from: remainder.from, amount: remainder.amount } }),
    movements: [
      ...remainderMoves(asset, remainder),
      ...transfer({ asset, from: TRANSIT, to, reason: 'deficit' }, amount),
    ],
  });
}

const SHOWN_DECIMALS = 18;

function matchesFor(
  draft: Draft,
  instrument: Instrument,
  side: Position['side'],
  quantity: Dec,
  valueOf: (part: Dec) => Exact,
  named?: Named,
): Match<Chosen>[] {
  const { market, context } = draft;
  const { measured } = context;
  const other = opposite(side);
  const accepts = ({ party, quantity: part }: Match): boolean =>
    !endsBelowZero(draft, instrument, party, { quantity: part, value: valueOf(part) });
  if (named !== undefined) {
    const inOrder = named.accounts.flatMap((account) =>
      counterpartiesIn(market, [account], instrument.id, other, measured),
    );
    return matchCounterparties(inOrder, quantity, stepOf(instrument), 'in-turn', accepts);
  }
  const holders = draft.holdersOf(instrument.id);
  const parties = counterpartiesIn(market, holders, instrument.id, other, measured);
  const ranking = rankingOf(market, context.rankings);
  const queue = rankedCounterparties(parties, market, ranking);
  return matchCounterparties(queue, quantity, stepOf(instrument), ranking.takes, accepts).map(
    ({ party, quantity: part }) => ({
      party: { ...party, rank: queue.indexOf(party) + 1, of: queue.length },
      quantity: part,
    }),
  );
}

/** Whether the pool of a counterparty would owe more than it holds once its part is closed. */
function endsBelowZero(
  draft: Draft,
  instrument: Instrument,
  { account, pool, position }: Counterparty,
  terms: Omit<Terms, 'shown'>,
): boolean {
  const { market } = draft;
  const holder = draft.otherHolder(instrument.id, account);
  const decimals = bookedDecimals(market, instrument.payAsset);
  const { profit, rest } = reduceFor(instrument, position, terms, decimals);
  const margin = withPosition(holder.margin(pool), position, rest);
  const after = credited(market, margin, instrument.payAsset, profit.rounded(decimals, 'floor'));
  return measureLine(market, after).equity.sign() < 0;
}

/** Closes a counterparty's part; what it forgoes for a deficit leaves the house with it. */
function closeParty(draft: Draft, party: Chosen, terms: Terms, forgone: Dec): void {
  const instrument = instrumentIn(draft.market, party.position.instrument);
  const holder = draft.otherHolder(instrument.id, party.account);
  const asset = instrument.payAsset;
  const given = transfer({ asset, from: HOUSE, to: TRANSIT, reason: 'deficit' }, forgone);
  closePart(holder, party.pool, party.position.key, terms, {
    against: draft.account.id,
    ...costOf(draft.market, party, terms),
    ...placeOf(draft.market, party),
    given,
  });
  const left = holder.pool(party.pool);
  if (left?.mode === 'isolated' && left.positions.size === 0) {
    release(holder, party.pool, asset, left.balance);
  }
}

function closePart(
  draft: Draft,
  pool: string,
  key: string,
  { quantity, value, shown }: Terms,
  cause: (Why | Pick<PositionDeleveraged, 'case'>) & { readonly given?: readonly Movement[] },
): void {
  const position = chargeDue(draft, pool, key)!;
  const instrument = instrumentIn(draft.market, position.instrument);
  const decimals = bookedDecimals(draft.market, instrument.payAsset);
  const reduction = reduceFor(instrument, position, { quantity, value }, decimals);
  const free = { fee: ZERO, feeTo: VENUE, feeReason: 'fee' as const };
  const { amount, movements } = bookReduction(draft, {
    pool,
    instrument,
    position,
    reduction,
    ...free,
  });
  const rest = carriedForward(reduction, amount);
  const { given = [], ...why } = cause;
  draft.emit({
    type: 'PositionDeleveraged',
    account: draft.account.id,
    pool,
    instrument: instrument.id,
    position: key,
    side: position.side,
    quantity: text(quantity),
    price: shown,
    profit: text(amount),
    releasedCost: reduction.releasedCost.toJSON(),
    ...why,
    after: rest === undefined ? null : positionRecord(rest),
    movements: [...movements, ...given],
  });
}

/** Contracts and value of what was closed last, over all its fills. */
function soldFor(
  instrument: Instrument,
  { fills }: ClosedPosition,
): { readonly quantity: Dec; readonly value: Exact } {
  let quantity = ZERO;
  let value = Exact.ZERO;
  for (const fill of fills) {
    const part = new Decimal(fill.quantity);
    quantity = quantity.plus(part);
    value = value.plus(valueAt(instrument, part, new Decimal(fill.price)));
  }
  return { quantity, value };
}

function valueAtPrice({ kind, multiplier }: Instrument, quantity: Dec, price: Rational): Exact {
  const size = Rational.ofDecimal(quantity.times(multiplier));
  return Exact.ofRational(kind === 'inverse' ? size.over(price) : size.times(price));
}

/** The price at which contracts are worth a value, for events to show. */
function priceOf({ kind, multiplier }: Instrument, quantity: Dec, value: Exact): Dec {
  const size = Rational.ofDecimal(quantity.times(multiplier));
  const worth = value.toRational();
  if (worth.sign() === 0) return ZERO;
  const price = kind === 'inverse' ? size.over(worth) : worth.over(size);
  return price.toDecimal(SHOWN_DECIMALS, 'half-even');
}
