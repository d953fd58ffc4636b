import type { Anchors } from '../adapters/market-files/anchor-file.js';
import { SeededRandom } from './seeded-random.js';

/** How a market between snapshots is drawn. */
export interface MarketDraw {
  /** Milliseconds between candles. */
  readonly step: number;
  readonly seed: number;
  /** Volatility per year by asset; where absent, the table below. */
  readonly volatility?: Readonly<Record<string, number>>;
}

/** Volatilities per year that the path is drawn with; assumptions, not measurements. */
export const VOLATILITY: Readonly<Record<string, number>> = {
  BTC: 0.45,
  ETH: 0.7,
  XRP: 0.8,
  BNB: 0.55,
  SOL: 0.85,
  DOGE: 0.95,
  ADA: 0.9,
  TRX: 0.5,
  HYPE: 1.1,
  LINK: 0.9,
  BCH: 0.7,
  LEO: 0.35,
  USDT: 0.002,
  USDC: 0.002,
};

/** The share of each asset's variance that one common factor explains. */
const COMMON_SHARE = 0.6;
const YEAR_MS = 365.25 * 24 * 3600 * 1000;
/** Points inside a candle, from which its high and low come. */
const INSIDE = 4;

const MOST_CANDLES = 2_000_000;

function demandFewCandles({ rows, assets }: Anchors, { step }: MarketDraw): void {
  const span = (rows.at(-1)?.time ?? 0) - (rows[0]?.time ?? 0);
  const candles = Math.ceil(span / step) * assets.length;
  if (candles <= MOST_CANDLES) return;
  throw new RangeError(`the step would give ${candles} candles, ${MOST_CANDLES} at most`);
}

/** The first comment line of a drawn market; readers show it. */
export const SIMULATED = 'simulated between real snapshots';

/**
 * Draws a market that passes through real snapshots: between two of them, each asset's log price
 * is a Brownian bridge with a stated volatility, driven by one common factor and its own noise.
 * Returns CSV text; the same seed gives the same bytes.
 * @throws RangeError when the step does not divide the time between two snapshots, or when it is
 *   so short that more candles would be drawn than a file should hold
 */
export function drawMarket(anchors: Anchors, draw: MarketDraw): string {
  demandFewCandles(anchors, draw);
  const lines = header(anchors, draw);
  const random = new SeededRandom(draw.seed);
  const assets = anchors.assets.map((asset) => ({
    asset,
    symbol: `${asset}USD`,
    volatility: draw.volatility?.[asset] ?? VOLATILITY[asset] ?? 0.8,
  }));
  for (let segment = 0; segment + 1 < anchors.rows.length; segment += 1) {
    const from = anchors.rows[segment]!;
    const to = anchors.rows[segment + 1]!;
    const candles = (to.time - from.time) / draw.step;
    if (!Number.isInteger(candles)) {
      throw new RangeError('the step must divide the time between the snapshots');
    }
    const factor = noise(random, candles * INSIDE);
    const paths = assets.map(({ volatility }, index) => {
      const own = noise(random, candles * INSIDE);
      const deviation = volatility * Math.sqrt(draw.step / INSIDE / YEAR_MS);
      return bridge(from.prices[index]!, to.prices[index]!, factor, own, deviation);
    });
    for (let candle = 0; candle < candles; candle += 1) {
      const time = from.time + candle * draw.step;
      assets
        .map(({ symbol }, index) => candleLine(time, symbol, paths[index]!, candle))
        .sort()
        .forEach((line) => lines.push(line));
    }
  }
  return `${lines.join('\n')}\n`;
}

function header({ assets, rows }: Anchors, { step, seed, volatility }: MarketDraw): string[] {
  const used = assets.map((asset) => `${asset} ${volatility?.[asset] ?? VOLATILITY[asset] ?? 0.8}`);
  const times = rows.map(({ time }) => new Date(time).toISOString());
  return [
    `# ${SIMULATED} of ${times.join(', ')}`,
    `# log-price bridge, seed ${seed}, step ${step / 1000} s, common factor ${COMMON_SHARE}`,
    `# volatility per year: ${used.join(', ')}`,
    'open_time_ms,symbol,open,high,low,close,volume',
  ];
}

function noise(random: SeededRandom, count: number): number[] {
  return Array.from({ length: count }, () => random.normal());
}

/** Prices at every inside point, the first and the last exactly as the snapshots print them. */
function bridge(
  start: string,
  end: string,
  factor: readonly number[],
  own: readonly number[],
  deviation: number,
): string[] {
  const steps = own.map(
    (z, index) =>
      deviation * (Math.sqrt(COMMON_SHARE) * factor[index]! + Math.sqrt(1 - COMMON_SHARE) * z),
  );
  const drift = Math.log(Number(end) / Number(start));
  const total = steps.reduce((sum, step) => sum + step, 0);
  const correction = (drift - total) / steps.length;
  const prices = [start];
  let log = Math.log(Number(start));
  for (const step of steps) {
    log += step + correction;
    prices.push(written(Math.exp(log)));
  }
  prices[prices.length - 1] = end;
  return prices;
}

/** Six significant digits, as venues print prices. */
function written(price: number): string {
  const decimals = Math.max(0, 5 - Math.floor(Math.log10(price)));
  return price.toFixed(Math.min(10, decimals));
}

function candleLine(time: number, symbol: string, path: readonly string[], candle: number): string {
  const points = path.slice(candle * INSIDE, (candle + 1) * INSIDE + 1);
  const ordered = [...points].sort((a, b) => Number(a) - Number(b));
  const row = [time, symbol, points[0], ordered.at(-1), ordered[0], points.at(-1), 0];
  return row.join(',');
}
