import {
  Dec,
  Exact,
  instrumentOf,
  type InstrumentTerms,
  type Piece,
  type TierTerms,
} from '../../../domain/index.js';
import type { Factor } from '../../../src/ports/watch.js';
import { SeededRandom } from '../../../src/generate/seeded-random.js';

/** Instruments; the rates of BTC and ETH as collateral come after them. */
export const SYMBOLS = 300;
export const BRACKETS = 10;
/** Share of a balance that counts, of the assets after the instruments. */
export const COUNTS = [0.95, 0.93];

/** What the books are watched on: 300 contracts in USD and two more collateral assets. */
export interface BenchMarket {
  readonly factors: readonly Factor[];
  /** First prices by factor, six significant digits. */
  readonly prices: Float64Array;
  /** Per year. */
  readonly volatility: Float64Array;
  /** Maintenance pieces by instrument: even ones charge slices, odd ones the whole notional. */
  readonly pieces: readonly (readonly Piece[])[];
  /** The same as floats, ten a symbol: where it begins, its rate and its constant. */
  readonly brackets: {
    readonly from: Float64Array;
    readonly rate: Float64Array;
    readonly constant: Float64Array;
  };
}

/** A number as venues print prices. */
export function sixDigits(value: number): number {
  return Number(value.toPrecision(6));
}

/** The same market for the same seed. */
export function benchMarket(seed: number): BenchMarket {
  const random = new SeededRandom(seed);
  const factors: Factor[] = [];
  const prices: number[] = [];
  const pieces: (readonly Piece[])[] = [];
  for (let symbol = 0; symbol < SYMBOLS; symbol += 1) {
    factors.push(`mark:S${symbol}`);
    prices.push(sixDigits(Math.exp(random.normal() * 2 + 2)));
    pieces.push(piecesOf(symbol));
  }
  factors.push('rate:BTC', 'rate:ETH');
  prices.push(sixDigits(100_000), sixDigits(4_000));
  return {
    factors,
    prices: Float64Array.from(prices),
    volatility: Float64Array.from(prices, () => 0.45 + 0.65 * random.uniform()),
    pieces,
    brackets: floatsOf(pieces),
  };
}

/** An instrument as an engine lists it. */
export function termsOf(symbol: number): InstrumentTerms {
  const scope = symbol % 2 === 0 ? 'marginal' : 'whole';
  const id = `S${symbol}`;
  const margin = { model: 'tiered', by: 'notional', scope, tiers: tiers(symbol) } as const;
  return { id, kind: 'linear', base: id, quote: 'USD', margin };
}

function piecesOf(symbol: number): readonly Piece[] {
  const one = new Dec(1);
  const cost = Exact.of(one);
  const exposure = { sign: 1, quantity: one, size: one, cost, leverage: one } as const;
  return instrumentOf(termsOf(symbol)).margin.maintenance.pieces(exposure);
}

/** Ten brackets, each three times as wide as the one before; lower rates for held symbols. */
function tiers(symbol: number): TierTerms[] {
  const first = symbol < 10 ? 4 : symbol < 100 ? 10 : 20;
  return Array.from({ length: BRACKETS }, (_, index) => ({
    from: index === 0 ? '0' : `${10_000 * 3 ** (index - 1)}`,
    maintenance: `${(first + index * index * 3) / 1000}`,
  }));
}

function floatsOf(all: readonly (readonly Piece[])[]): BenchMarket['brackets'] {
  const of = (read: (piece: Piece) => Dec): Float64Array =>
    Float64Array.from(all.flatMap((pieces) => pieces.map((piece) => read(piece).toNumber())));
  return {
    from: of(({ from }) => from),
    rate: of(({ slope }) => slope.whole),
    constant: of(({ constant }) => constant.whole),
  };
}

/** Maintenance margin of a notional in floats: to draw books with, never to decide. */
export function maintenanceOf({ brackets }: BenchMarket, symbol: number, notional: number): number {
  let at = symbol * BRACKETS;
  const end = at + BRACKETS - 1;
  while (at < end && notional >= brackets.from[at + 1]!) at += 1;
  return notional * brackets.rate[at]! + brackets.constant[at]!;
}
