import {
  Draft,
  decide,
  decideInterest,
  feeOf,
  marginPool,
  type Account,
  type AccountEvent,
  type Decision,
  type DecisionContext,
  type OpenFill,
} from '../account/index.js';
import {
  Dec,
  Exact,
  Rational,
  ZERO,
  demand,
  instantOf,
  invariant,
  priceOf,
  quantityOf,
  refuse,
  text,
} from '../kernel/index.js';
import { demandRate, instrumentIn, type Instrument, type Market } from '../market/index.js';
import { breakEvenPrice } from '../margin/index.js';
import { openingCost, profitOfValue, valueAt } from '../position/index.js';
import { withTime } from './changes.js';
import { contextOf, lentAfter, type Situation } from './situation.js';

/** How long a position would be held and what is expected of it. */
export interface HoldingTerms {
  /** Milliseconds. */
  readonly holding: number;
  /** The price it is expected to be closed at. */
  readonly expectedPrice?: Dec;
  /** Share of all costs that the return must exceed them by: 0.5 asks for half as much again. */
  readonly buffer: Dec;
  /** Costs that the engine does not know of, in the pay asset. */
  readonly otherFees: Dec;
}

/** What holding a position costs, in settlement, and what must happen to earn it back. */
export interface HoldingCosts {
  /** The trading fee of the opening. */
  readonly open: Exact;
  /** Opening charge and all interest that becomes due, at rates and prices as they stand. */
  readonly interest: Exact;
  /** The taker fee of closing what was opened, at the expected price, else at the opening price. */
  readonly close: Exact;
  readonly other: Exact;
  readonly total: Exact;
  /** Where closing the whole position then leaves nothing gained or lost; null: at no price. */
  readonly breakEvenPrice: Rational | null;
  /** The move from the opening price to it, signed, as a share of the opening price. */
  readonly requiredMove: Rational | null;
  /** Profit of what was opened at the expected price, before all costs. */
  readonly expectedReturn?: Exact;
}

interface Held extends HoldingTerms {
  readonly fill: OpenFill;
  readonly pool: string;
  readonly position: string;
}

/**
 * Opens, waits and looks at what closing would cost, by the decisions that doing it would take.
 * Interest is what the opening adds to it; funding and price changes are not foreseen.
 */
export function costsOf(situation: Situation, account: Account, held: Held): HoldingCosts {
  checkTerms(held);
  const context = contextOf(situation);
  const { market } = context;
  const { fill, pool, position: key, otherFees, expectedPrice } = held;
  const instrument = instrumentIn(market, fill.instrument);
  const opened = demand(decide(account, account.id, { ...fill, type: 'open' }, context));
  const later = contextOf({
    ...situation,
    market: withTime(market, instantOf(market.now + held.holding)),
    lent: lentAfter(situation.lent, opened.events),
  });
  const waited = demand(decideInterest(opened.next, later));
  const withoutIt = demand(decideInterest(account, later));
  const interestOf = ({ events }: Decision): Exact => chargedIn(events, key, market);
  const open = feesIn(opened.events, market);
  const interest = interestOf(opened).plus(interestOf(waited)).minus(interestOf(withoutIt));
  const close = closingFee(waited.next, later, instrument, fill, expectedPrice ?? fill.price);
  const other = inSettlementOf(market, instrument.payAsset, otherFees);
  const position = waited.next.pools.get(pool)?.positions.get(key);
  invariant(position !== undefined, 'I-6', `${key} vanished`);
  const breakEven = breakEvenPrice(later.market, marginPool(waited.next, later.market, pool), {
    ...position,
    fees: position.fees.plus(otherFees),
  });
  return {
    open,
    interest,
    close,
    other,
    total: Exact.sum([open, interest, close, other]),
    breakEvenPrice: breakEven,
    requiredMove: breakEven && moveTo(breakEven, fill.price),
    ...(expectedPrice === undefined
      ? {}
      : { expectedReturn: returnAt(market, instrument, fill, expectedPrice) }),
  };
}

function feesIn(events: readonly AccountEvent[], market: Market): Exact {
  return Exact.sum(
    events.flatMap((event) =>
      event.type === 'FeeCharged'
        ? [inSettlementOf(market, event.asset, new Dec(event.amount))]
        : [],
    ),
  );
}

function chargedIn(events: readonly AccountEvent[], key: string, market: Market): Exact {
  return Exact.sum(
    events.flatMap((event) =>
      event.type === 'InterestCharged' && event.position === key
        ? [inSettlementOf(market, event.asset, new Dec(event.amount))]
        : [],
    ),
  );
}

function closingFee(
  account: Account,
  context: DecisionContext,
  instrument: Instrument,
  { quantity }: OpenFill,
  price: Dec,
): Exact {
  const fee = feeOf(new Draft(account, context), instrument, quantity, price, 'taker');
  return inSettlementOf(context.market, instrument.payAsset, fee);
}

function returnAt(
  market: Market,
  instrument: Instrument,
  { side, quantity, price }: OpenFill,
  expected: Dec,
): Exact {
  const cost = openingCost(instrument, { quantity: quantityOf(quantity), price: priceOf(price) });
  const value = valueAt(instrument, quantity, expected);
  const profit = profitOfValue(instrument, { side, cost }, value);
  return profit.scaled(demandRate(market, instrument.payAsset));
}

function inSettlementOf(market: Market, asset: string, amount: Dec): Exact {
  return Exact.of(amount.times(demandRate(market, asset)));
}

function moveTo(price: Rational, from: Dec): Rational | null {
  if (from.isZero()) return null;
  const start = Rational.ofDecimal(from);
  return price.minus(start).over(start);
}

function checkTerms({ holding, buffer, otherFees, expectedPrice }: HoldingTerms): void {
  demandNotBelow(new Dec(holding), 'holding');
  demandNotBelow(buffer, 'buffer');
  demandNotBelow(otherFees, 'otherFees');
  if (expectedPrice !== undefined) demandNotBelow(expectedPrice, 'expectedPrice');
}

function demandNotBelow(value: Dec, field: string): void {
  if (value.gte(ZERO)) return;
  refuse('input.invalid', `${field} cannot be negative`, {
    field,
    figure: text(value),
    limit: '0',
  });
}
