import type { PriceSeries } from '../adapters/market-files/price-file.js';
import { marketOf } from '../adapters/market-files/symbols.js';
import type { SymbolTiers, TierTables } from '../adapters/market-files/tier-table.js';
import type { BookAccount, BookHeader, BookPosition } from '../replay/book-format.js';
import { SeededRandom } from './seeded-random.js';

/** What a book is drawn from. */
export interface BookDraw {
  readonly accounts: number;
  readonly seed: number;
  readonly prices: PriceSeries;
  readonly tiers?: TierTables;
}

const STABLE = ['USDT', 'USDC', 'FDUSD', 'BUSD', 'USD'];
/** Collateral besides the settlement asset, with the haircut the book states for it. */
const HAIRCUTS: Readonly<Record<string, string>> = { BTC: '0.05', ETH: '0.1', USDC: '0' };
const LONG_SHARE = 0.6;
const ISOLATED_SHARE = 0.3;
const LEVERAGES = [2, 3, 5, 10, 20, 25, 50];
/** How likely each leverage is; most accounts stay low. */
const LEVERAGE_WEIGHTS = [0.18, 0.2, 0.24, 0.2, 0.11, 0.04, 0.03];

interface Listed {
  readonly symbol: string;
  readonly price: number;
  readonly lot: number;
  readonly maxLeverage: number;
  /** Maintenance rate of the tier that holds a notional. */
  readonly maintenance: (notional: number) => number;
}

/**
 * Draws a book of accounts as JSON lines, clearly labelled as generated: log-normal sizes, a
 * long-tailed number of positions, mixed leverage within the tiers, mixed cross and isolated,
 * several collateral assets. Entries lie near the first prices and no account starts breached.
 * The same seed gives the same bytes.
 */
export function* drawBook(draw: BookDraw): Generator<string> {
  const listed = listedIn(draw);
  const settlement = settlementOf(draw.prices);
  const random = new SeededRandom(draw.seed);
  yield JSON.stringify(headerOf(draw, settlement, listed));
  const digits = String(draw.accounts).length;
  for (let index = 1; index <= draw.accounts; index += 1) {
    const id = `a${String(index).padStart(digits, '0')}`;
    yield JSON.stringify(drawAccount(id, random, listed, settlement));
  }
}

/** The asset most symbols are quoted in. */
export function settlementOf({ symbols }: PriceSeries): string {
  const counts = new Map<string, number>();
  for (const symbol of symbols) {
    const quote = marketOf(symbol)?.quote ?? 'USD';
    counts.set(quote, (counts.get(quote) ?? 0) + 1);
  }
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]?.[0] ?? 'USD';
}

/** Symbols that can be traded: a stable coin's price is a rate and no instrument. */
export function tradable(symbol: string): boolean {
  const market = marketOf(symbol);
  return market !== undefined && !STABLE.includes(market.base);
}

function listedIn({ prices, tiers }: BookDraw): Listed[] {
  return prices.symbols.filter(tradable).flatMap((symbol): Listed[] => {
    const first = prices.batches.find(({ candles }) => candles.has(symbol));
    const candle = first?.candles.get(symbol);
    if (candle === undefined || first !== prices.batches[0]) return [];
    const price = Number(candle.open);
    const lot = 10 ** Math.round(Math.log10(5 / price));
    const table = tiers?.get(symbol);
    const maxLeverage = Number(table?.maxLeverage ?? 50);
    return [{ symbol, price, lot, maxLeverage, maintenance: maintenanceOf(table, price) }];
  });
}

/** Without tiers, as on a schedule of the majors: 1 % of small positions. */
const USUAL_TIERS: SymbolTiers['tiers'] = [
  { from: '0', maintenance: '0.01' },
  { from: '1000000', maintenance: '0.05' },
];

function maintenanceOf(table: SymbolTiers | undefined, price: number): Listed['maintenance'] {
  const { tiers, by } = table ?? { tiers: USUAL_TIERS, by: 'notional' };
  return (notional) => {
    const size = by === 'notional' ? notional : notional / price;
    const held = tiers.findLast(({ from }) => Number(from) <= size);
    return Number(held?.maintenance ?? 0);
  };
}

function headerOf(draw: BookDraw, settlement: string, listed: readonly Listed[]): BookHeader {
  return {
    book: 1,
    generated: true,
    note: 'generated accounts, not real ones',
    seed: draw.seed,
    accounts: draw.accounts,
    prices: draw.prices.file,
    settlement,
    assets: Object.entries(HAIRCUTS)
      .filter(([asset]) => asset !== settlement)
      .map(([asset, haircut]) => ({ asset, haircut })),
    lots: Object.fromEntries(listed.map(({ symbol, lot }) => [symbol, plain(lot)])),
  };
}

function drawAccount(
  id: string,
  random: SeededRandom,
  listed: readonly Listed[],
  settlement: string,
): BookAccount {
  const positions = random
    .shuffled(listed)
    .slice(0, positionCount(random, listed.length))
    .map((instrument) => drawPosition(random, instrument));
  const cross = positions.filter(({ mode }) => mode === 'cross');
  const need = cross.reduce((sum, position) => sum + initialOf(position), 0);
  const idle = Math.exp(4 + 1.2 * random.normal());
  const buffer = 1.15 + Math.abs(random.normal()) * 0.9;
  const collateral = need * buffer + idle;
  return { account: id, balances: balancesOf(random, collateral, listed, settlement), positions };
}

/** Median one or two, mean about two and a half, a tail up to every instrument. */
function positionCount(random: SeededRandom, most: number): number {
  return Math.min(most, 1 + Math.floor(Math.exp(1.05 * random.normal() - 0.05)));
}

function drawPosition(
  random: SeededRandom,
  { symbol, price, lot, maxLeverage, maintenance }: Listed,
): BookPosition {
  const notional = Math.exp(7.2 + 1.6 * random.normal());
  const quantity = Math.max(lot, Math.round(notional / price / lot) * lot);
  const value = quantity * price;
  // Twice the maintenance margin at the least, so that the loss below leaves the position healthy.
  const cap = Math.min(capFor(value, maxLeverage), Math.floor(0.5 / maintenance(2 * value)));
  const leverage = Math.max(1, Math.min(leverageOf(random), cap));
  const long = random.chance(LONG_SHARE);
  // The entry lies a little to either side, never so far that half of the margin were gone.
  const shift = Math.max(-0.35, Math.min(0.35, 0.3 * random.normal())) / leverage;
  const entry = significant(price * (1 + shift));
  const position = {
    instrument: symbol,
    side: long ? ('long' as const) : ('short' as const),
    quantity: plain(quantity),
    entry,
    leverage: String(leverage),
  };
  if (!random.chance(ISOLATED_SHARE)) return { ...position, mode: 'cross' };
  // Named, because a preset whose schedule has initial rates would take those instead.
  const margin = ((quantity * Number(entry)) / leverage).toFixed(8);
  return { ...position, mode: 'isolated', margin };
}

/** Large positions use less, as tiers demand. */
function capFor(notional: number, maxLeverage: number): number {
  if (notional > 1_000_000) return Math.min(5, maxLeverage);
  if (notional > 100_000) return Math.min(10, maxLeverage);
  return maxLeverage;
}

function leverageOf(random: SeededRandom): number {
  let left = random.uniform();
  for (const [index, weight] of LEVERAGE_WEIGHTS.entries()) {
    left -= weight;
    if (left < 0) return LEVERAGES[index]!;
  }
  return LEVERAGES[0]!;
}

/** Initial margin and the loss already there, with room for the entry's distance. */
function initialOf({ quantity, entry, leverage }: BookPosition): number {
  const notional = Number(quantity) * Number(entry);
  return (notional / Number(leverage)) * 1.45;
}

function balancesOf(
  random: SeededRandom,
  collateral: number,
  listed: readonly Listed[],
  settlement: string,
): { asset: string; amount: string }[] {
  const coin = random.pick(['BTC', 'ETH', 'USDC']);
  const price = priceOf(coin, listed, settlement);
  if (price === undefined || random.chance(0.65)) {
    return [{ asset: settlement, amount: collateral.toFixed(2) }];
  }
  const share = 0.2 + 0.6 * random.uniform();
  const weight = 1 - Number(HAIRCUTS[coin] ?? '0');
  return [
    { asset: settlement, amount: (collateral * (1 - share)).toFixed(2) },
    { asset: coin, amount: ((collateral * share) / price / weight).toFixed(6) },
  ];
}

function priceOf(coin: string, listed: readonly Listed[], settlement: string): number | undefined {
  if (coin === 'USDC') return settlement === 'USDC' ? undefined : 1;
  return listed.find(({ symbol }) => symbol === `${coin}${settlement}`)?.price;
}

/** Plain notation without an exponent or trailing zeros. */
function plain(value: number): string {
  const text = value.toFixed(8);
  return text.replace(/\.?0+$/, '');
}

function significant(price: number): string {
  const decimals = Math.max(0, 5 - Math.floor(Math.log10(price)));
  return plain(Number(price.toFixed(Math.min(8, decimals))));
}
