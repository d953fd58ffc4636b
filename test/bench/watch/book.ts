import { SeededRandom } from '../../../src/generate/seeded-random.js';
import { COUNTS, SYMBOLS, maintenanceOf, type BenchMarket } from './market.js';

/**
 * Accounts in columns, so that a million of them fit beside the watch that is measured. Account i
 * has the entries from `offsets[i]` to `offsets[i + 1]`; an entry is worth `slope x price`.
 */
export interface Book {
  readonly count: number;
  /** Equity that no price moves, in USD. */
  readonly constant: Float64Array;
  readonly offsets: Int32Array;
  /** Index of the instrument, or from 300 on of the collateral asset. */
  readonly factor: Uint16Array;
  /** Signed; of collateral after its weight. */
  readonly slope: Float64Array;
}

/** The median of slack / gross notional: 0.3 in an ordinary book, 0.05 in a stressed one. */
export interface BookTerms {
  readonly count: number;
  readonly seed: number;
  readonly slack: number;
  /**
   * Positions of every account, which then has no collateral but USD; absent: drawn, 5 on average
   * and 30 at most, and some have other collateral, too.
   */
  readonly positions?: number;
}

const SPREAD = 1.1;
const LEAST_SLACK = 0.002;
const LONG_SHARE = 0.6;
const COLLATERAL_SHARE = 0.23;
const DEBT_SHARE = 0.1;
const MOST_POSITIONS = 30;

/** Draws a book: the top symbol is in about half of the accounts; nobody is breached. */
export function drawBook(market: BenchMarket, terms: BookTerms): Book {
  const random = new SeededRandom(terms.seed);
  const popular = zipf();
  const entries = new Entries(terms.count * 6);
  const offsets = new Int32Array(terms.count + 1);
  const constant = new Float64Array(terms.count);
  const taken = new Int32Array(SYMBOLS).fill(-1);
  for (let account = 0; account < terms.count; account += 1) {
    let equity = 0;
    let gross = 0;
    let maintenance = 0;
    const positions = terms.positions ?? positionCount(random);
    for (let held = 0; held < positions;) {
      const symbol = popular(random.uniform());
      if (taken[symbol] === account) continue;
      taken[symbol] = account;
      held += 1;
      const notional = 2_000 * Math.exp(1.5 * random.normal());
      const sign = random.chance(LONG_SHARE) ? 1 : -1;
      const slope = Number((notional / market.prices[symbol]!).toPrecision(4)) * sign;
      entries.add(symbol, slope);
      const value = slope * market.prices[symbol]!;
      equity += value;
      gross += Math.abs(value);
      maintenance += maintenanceOf(market, symbol, Math.abs(value));
    }
    for (const [asset, counts] of COUNTS.entries()) {
      if (terms.positions !== undefined || !random.chance(COLLATERAL_SHARE)) continue;
      const price = market.prices[SYMBOLS + asset]!;
      const owed = random.chance(DEBT_SHARE);
      const balance = Number(((gross * random.uniform()) / price).toPrecision(3));
      const slope = owed ? -balance : Number((balance * counts).toPrecision(6));
      entries.add(SYMBOLS + asset, slope);
      equity += slope * price;
    }
    const share = Math.max(LEAST_SLACK, terms.slack * Math.exp(SPREAD * random.normal()));
    constant[account] = Number((share * gross + maintenance - equity).toFixed(4));
    offsets[account + 1] = entries.length;
  }
  return { count: terms.count, constant, offsets, ...entries.columns() };
}

/** Log-normal with mean 5, never less than one nor more than 30. */
function positionCount(random: SeededRandom): number {
  const drawn = Math.round(Math.exp(1.33 + 0.75 * random.normal()));
  return Math.min(MOST_POSITIONS, Math.max(1, drawn));
}

/** Symbol k with a probability in proportion to 1 / (k + 1). */
function zipf(): (uniform: number) => number {
  const sums = new Float64Array(SYMBOLS);
  let total = 0;
  for (let symbol = 0; symbol < SYMBOLS; symbol += 1) sums[symbol] = total += 1 / (symbol + 1);
  return (uniform) => {
    const sought = uniform * total;
    let low = 0;
    let high = SYMBOLS - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! > sought) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

class Entries {
  length = 0;
  private factor: Uint16Array;
  private slope: Float64Array;

  constructor(room: number) {
    this.factor = new Uint16Array(room);
    this.slope = new Float64Array(room);
  }

  add(factor: number, slope: number): void {
    if (this.length === this.factor.length) this.grow();
    this.factor[this.length] = factor;
    this.slope[this.length] = slope;
    this.length += 1;
  }

  columns(): { factor: Uint16Array; slope: Float64Array } {
    return {
      factor: this.factor.slice(0, this.length),
      slope: this.slope.slice(0, this.length),
    };
  }

  private grow(): void {
    const [factor, slope] = [this.factor, this.slope];
    this.factor = new Uint16Array(factor.length * 1.5);
    this.slope = new Float64Array(slope.length * 1.5);
    this.factor.set(factor);
    this.slope.set(slope);
  }
}
