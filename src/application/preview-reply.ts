import {
  ZERO,
  demand,
  demandMark,
  instrumentIn,
  parseDuration,
  preview,
  refuse,
  text,
  type AccountEvent,
  type Exact,
  type HoldingCosts,
  type Liquidity,
  type MarginMode,
  type Market,
  type OpenFill,
  type Preview,
  type PreviewTerms,
  type PreviewedOpening,
  type RatesInForce,
  type Rejection,
  type Side,
  type Situation,
  type Verdict,
} from '../../domain/index.js';
import {
  poolFigures,
  positionFigures,
  shownOf,
  type PoolFigures,
  type PositionFigures,
  type Shown,
} from './account-figures.js';
import { readDecimal } from './read-decimal.js';

/** A position that might be opened, as an embedder asks about it; decimals are strings. */
export interface PreviewQuestion {
  readonly ask: 'preview';
  readonly account: string;
  readonly instrument: string;
  readonly side: Side;
  readonly quantity: string;
  /** Absent: the mark. */
  readonly price?: string;
  readonly mode?: MarginMode;
  readonly leverage?: string;
  readonly margin?: string;
  readonly position?: string;
  readonly liquidity?: Liquidity;
  /** How long it would be held, ISO 8601, such as `P30D`; default no time at all. */
  readonly holding?: string;
  /** The price it is expected to be closed at; with it the answer holds a verdict. */
  readonly expectedPrice?: string;
  /** Share of all costs that the return must exceed them by; default 0. */
  readonly buffer?: string;
  /** Costs the engine does not know of, in the pay asset; default 0. */
  readonly otherFees?: string;
}

/** The rates in force, as decimal strings; shares of the notional and rates per period. */
export interface PreviewedRates {
  readonly initial: Shown;
  readonly maintenance: Shown;
  readonly maker: string;
  readonly taker: string;
  readonly borrowing: {
    readonly opening: string;
    readonly rate: string;
    /** ISO 8601. */
    readonly every: string;
    readonly asset: string;
  } | null;
}

/** What opening would come to; amounts in settlement, exact decimal notation. */
export interface PreviewedFigures {
  readonly pool: string;
  readonly position: string;
  /** Initial margin that the pool needs on top of what it needs now. */
  readonly margin: string;
  /** The figures of the pool and of the position as they would be. */
  readonly figures: { readonly pool: PoolFigures; readonly position: PositionFigures };
  readonly alerts: readonly { measure: string; threshold: string; value: string }[];
  /** A margin call would be issued at once. */
  readonly called: boolean;
  readonly costs: Readonly<Record<'open' | 'interest' | 'close' | 'other' | 'total', string>>;
  readonly breakEvenPrice: Shown;
  readonly requiredMove: Shown;
  readonly verdict: {
    readonly expectedReturn: string;
    readonly required: string;
    readonly worth: boolean;
  } | null;
}

/** A position before it is opened. */
export interface PreviewReply {
  /** The largest quantity that opens: this much does, one lot more does not. */
  readonly maxQuantity: string;
  readonly rates: PreviewedRates;
  /** Why it would not open; null when it would. */
  readonly refused: Rejection | null;
  readonly opening: PreviewedFigures | null;
}

/** Answers what a position would be, before it is opened. @rejects as `preview` of the domain */
export function previewReply(situation: Situation, question: PreviewQuestion): PreviewReply {
  const terms = readTerms(situation.market, question);
  const { maxQuantity, rates, opening }: Preview = demand(preview(situation, terms));
  return {
    maxQuantity: text(maxQuantity),
    rates: writtenRates(situation.market, rates),
    refused: opening.ok ? null : opening.error,
    opening: opening.ok ? writtenOpening(situation.market, opening.value) : null,
  };
}

function readTerms(market: Market, question: PreviewQuestion): PreviewTerms {
  const { account, instrument, side, mode, position, liquidity } = question;
  const optional = (field: 'leverage' | 'margin' | 'expectedPrice') =>
    question[field] === undefined ? {} : { [field]: readDecimal(field, question[field]) };
  instrumentIn(market, instrument);
  const fill: OpenFill = {
    instrument,
    side,
    quantity: readDecimal('quantity', question.quantity),
    price:
      question.price === undefined
        ? demandMark(market, instrument)
        : readDecimal('price', question.price),
    ...(mode === undefined ? {} : { mode }),
    ...(position === undefined ? {} : { position }),
    ...(liquidity === undefined ? {} : { liquidity }),
    ...optional('leverage'),
    ...optional('margin'),
  };
  return {
    account,
    fill,
    holding: readHolding(question.holding),
    buffer: question.buffer === undefined ? ZERO : readDecimal('buffer', question.buffer),
    otherFees:
      question.otherFees === undefined ? ZERO : readDecimal('otherFees', question.otherFees),
    ...optional('expectedPrice'),
  };
}

function readHolding(holding: string | undefined): number {
  if (holding === undefined) return 0;
  const read = parseDuration(holding);
  if (read.ok) return read.value;
  refuse('input.invalid', `holding must be ${read.error}`, { field: 'holding', figure: holding });
}

function writtenRates({ configuration }: Market, rates: RatesInForce): PreviewedRates {
  const { initial, maintenance, maker, taker, borrowing } = rates;
  const every = configuration.terms.engine?.interest?.every ?? 'PT4H';
  return {
    initial: shownOf(initial),
    maintenance: shownOf(maintenance),
    maker: text(maker),
    taker: text(taker),
    borrowing:
      borrowing === undefined
        ? null
        : {
            opening: text(borrowing.opening),
            rate: text(borrowing.rate),
            every,
            asset: borrowing.asset,
          },
  };
}

function writtenOpening(market: Market, opening: PreviewedOpening): PreviewedFigures {
  const { after, pool, position, margin, events, costs, verdict } = opening;
  return {
    pool: pool.pool.id,
    position: position.position.key,
    margin: written(margin),
    figures: {
      pool: poolFigures(after, market, pool.pool.id, pool),
      position: positionFigures(market, pool, position),
    },
    alerts: events.flatMap((event) => alertOf(event)),
    called: events.some(({ type }) => type === 'MarginCallIssued'),
    costs: writtenCosts(costs),
    breakEvenPrice: shownOf(costs.breakEvenPrice),
    requiredMove: shownOf(costs.requiredMove),
    verdict: verdict === undefined ? null : writtenVerdict(verdict),
  };
}

function alertOf(event: AccountEvent): PreviewedFigures['alerts'] {
  if (event.type !== 'MarginAlertRaised') return [];
  const { measure, threshold, value } = event;
  return [{ measure, threshold, value }];
}

function writtenCosts({ open, interest, close, other, total }: HoldingCosts) {
  return {
    open: written(open),
    interest: written(interest),
    close: written(close),
    other: written(other),
    total: written(total),
  };
}

function writtenVerdict({ expectedReturn, required, worth }: Verdict) {
  return { expectedReturn: written(expectedReturn), required: written(required), worth };
}

function written(figure: Exact): string {
  return figure.toRational().toString();
}
