import {
  Draft,
  borrowRates,
  borrowTerms,
  borrowedAsset,
  leverageChoice,
  type Account,
  type DecisionContext,
  type OpenFill,
} from '../account/index.js';
import { feeRate, owedAsset, rateAt } from '../accrual/index.js';
import { type Dec, type Rational, ZERO, priceOf, quantityOf } from '../kernel/index.js';
import { instrumentIn, type Instrument, type Market } from '../market/index.js';
import { initialAlone, maintenanceAlone, valuePosition } from '../margin/index.js';
import { openingCost, type Position } from '../position/index.js';

/** The rates that a position would be opened at now. */
export interface RatesInForce {
  /** Initial and maintenance margin as shares of the notional at the mark; null: it has none. */
  readonly initial: Rational | null;
  readonly maintenance: Rational | null;
  readonly maker: Dec;
  readonly taker: Dec;
  /** What borrowed funds cost; absent where nothing is borrowed or nothing is charged. */
  readonly borrowing?: {
    /** Once, at opening. */
    readonly opening: Dec;
    /** For each period. */
    readonly rate: Dec;
    /** Milliseconds of a period. */
    readonly every: number;
    /** What it is owed in. */
    readonly asset: string;
  };
}

/** Rates of the position as it would be, else of the fill alone. */
export function ratesInForce(
  context: DecisionContext,
  account: Account,
  fill: OpenFill,
  position: Position = alone(context.market, fill),
): RatesInForce {
  const { market } = context;
  const valuation = valuePosition(market, leverageChoice(account), position);
  const notional = valuation.notional.toRational();
  const share = (part: Rational): Rational | null =>
    notional.sign() === 0 ? null : part.over(notional);
  const instrument = instrumentIn(market, fill.instrument);
  const borrowing = borrowingRates(new Draft(account, context), instrument, position);
  return {
    initial: share(initialAlone(valuation).toRational()),
    maintenance: share(maintenanceAlone(valuation).toRational()),
    maker: feeRate(market, instrument, 'maker', account.trades),
    taker: feeRate(market, instrument, 'taker', account.trades),
    ...(borrowing === undefined ? {} : { borrowing }),
  };
}

function borrowingRates(
  draft: Draft,
  instrument: Instrument,
  position: Position,
): RatesInForce['borrowing'] {
  const { interest } = draft.market.configuration;
  const borrowed = borrowedAsset(instrument, position.side);
  const terms = borrowTerms(draft, borrowed);
  if (instrument.kind !== 'spot-margin' || interest === undefined || terms === undefined) {
    return undefined;
  }
  return {
    opening: terms.openingRate,
    rate: rateAt(borrowRates(draft, borrowed), draft.market.now),
    every: interest.every,
    asset: owedAsset(interest, instrument, position),
  };
}

/** The position that the fill alone would be. */
function alone(market: Market, fill: OpenFill): Position {
  const { instrument, side, quantity, price, leverage } = fill;
  const bought = { quantity: quantityOf(quantity), price: priceOf(price) };
  return {
    key: instrument,
    instrument,
    side,
    quantity,
    cost: openingCost(instrumentIn(market, instrument), bought),
    ...(leverage === undefined ? {} : { leverage }),
    realizedProfit: ZERO,
    fees: ZERO,
    funding: ZERO,
    age: 0,
  };
}
