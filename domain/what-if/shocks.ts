import {
  Dec,
  Exact,
  ONE,
  ZERO,
  compareIds,
  floorToStep,
  maxOf,
  refuse,
  roundTo,
  text,
} from '../kernel/index.js';
import { optionState } from '../margin/index.js';
import { optionValue } from '../position/index.js';
import type { Instrument, Mark, Market } from '../market/index.js';
import type { PriceChange } from './changes.js';

/** A sudden move of what an asset is worth, or of every asset at once. */
export interface Shock {
  /** Absent: all assets. */
  readonly asset?: string;
  /** The move as a share of the value: -0.3 is a fall of 30 %. Above -1. */
  readonly share: Dec;
}

const PRICE_DECIMALS = 18;

/**
 * Prices after shocks. Marks, index and last prices move with their base and against their quote,
 * the rate of an asset with the asset; two shocks of one asset multiply. Assets that only prices
 * are counted in (the settlement asset, quotes that are no base) stand still when all are shocked.
 * @rounding a price is divided by the move of its quote, if that moved, and rounded to 18 decimals
 *   half to even; last prices, and marks bound to a grid, go to the grid point below
 * @rejects `input.invalid` for a share of -1 or less, and for an asset without any price
 */
export function shockedPrices(market: Market, shocks: readonly Shock[]): PriceChange {
  const shockable = shockableAssets(market);
  for (const shock of shocks) checkShock(shock, shockable);
  const together = movingTogether(market);
  const factorOf = (asset: string): Dec => {
    const own = shocks.filter((shock) =>
      shock.asset === undefined ? together.has(asset) : shock.asset === asset,
    );
    return own.reduce((factor, { share }) => factor.times(share.plus(ONE)), ONE);
  };
  const factors = ({ base, quote }: Instrument): readonly [Dec, Dec] => [
    factorOf(base),
    factorOf(quote),
  ];
  const placed = (instrument: Instrument, price: Dec): Dec =>
    instrument.markOnTick ? onGrid(instrument, price) : price;
  const marks = movedPrices(market, priceOfEach(market.marks), factors, placed);
  for (const [id, price] of movedOptions(market, factors)) marks.set(id, price);
  const indexes = movedPrices(market, priceOfEach(market.indexes), factors, (_, price) => price);
  const lasts = movedPrices(market, market.lasts ?? new Map(), factors, onGrid);
  const rates = new Map<string, Dec>();
  for (const [asset, rate] of market.rates) {
    const factor = factorOf(asset);
    if (!factor.eq(ONE)) rates.set(asset, rate.times(factor));
  }
  return { marks, indexes, lasts, rates };
}

/** Assets that can be shocked, in order: bases of instruments, and whatever has a rate. */
export function shockableAssets({ configuration, instruments, rates }: Market): readonly string[] {
  const bases = [...instruments.values()].map(({ base }) => base);
  return [...new Set([...bases, ...rates.keys()])]
    .filter((asset) => asset !== configuration.settlement)
    .sort(compareIds);
}

/** Those of them that move when all assets do: prices are not counted in them. */
function movingTogether(market: Market): ReadonlySet<string> {
  const listed = [...market.instruments.values()];
  const counting = new Set(listed.map(({ quote }) => quote));
  for (const { base } of listed) counting.delete(base);
  return new Set(shockableAssets(market).filter((asset) => !counting.has(asset)));
}

function priceOfEach(marks: ReadonlyMap<string, Mark>): ReadonlyMap<string, Dec> {
  return new Map([...marks].map(([id, { price }]) => [id, price]));
}

function movedPrices(
  { instruments }: Market,
  prices: ReadonlyMap<string, Dec>,
  factors: (instrument: Instrument) => readonly [Dec, Dec],
  place: (instrument: Instrument, price: Dec) => Dec,
): Map<string, Dec> {
  const next = new Map<string, Dec>();
  for (const [id, price] of prices) {
    const instrument = instruments.get(id);
    if (instrument === undefined || instrument.settledAt !== undefined) continue;
    const [up, down] = factors(instrument);
    if (!up.eq(down)) next.set(id, place(instrument, moved(price, up, down)));
  }
  return next;
}

/** Marks of options follow what their model makes of the move of their forward. */
function movedOptions(
  market: Market,
  factors: (instrument: Instrument) => readonly [Dec, Dec],
): Map<string, Dec> {
  const next = new Map<string, Dec>();
  for (const [id, { price }] of market.marks) {
    const instrument = market.instruments.get(id);
    const option = instrument?.option;
    if (instrument === undefined || option === undefined) continue;
    const [up, down] = factors(instrument);
    if (up.eq(down) || instrument.settledAt !== undefined) continue;
    const state = optionState(market, instrument, option, 'mark');
    const then = { ...state, forward: moved(state.forward, up, down) };
    const change = optionValue(option, then).value.minus(optionValue(option, state).value);
    const worth = roundTo(price.plus(change), PRICE_DECIMALS, 'half-even');
    next.set(id, onGrid(instrument, maxOf(worth, LEAST)));
  }
  return next;
}

/** An option keeps a price, however little it is worth. */
const LEAST = new Dec('1e-18');

function moved(price: Dec, up: Dec, down: Dec): Dec {
  const risen = price.times(up);
  if (down.eq(ONE)) return risen;
  return Exact.quotient(risen, down).rounded(PRICE_DECIMALS, 'half-even');
}

function onGrid({ tick }: Instrument, price: Dec): Dec {
  if (tick === undefined) return price;
  const below = floorToStep(price, tick);
  return below.gt(ZERO) ? below : tick;
}

function checkShock({ asset, share }: Shock, shockable: readonly string[]): void {
  if (share.lte(new Dec(-1))) {
    refuse('input.invalid', 'a shock must leave something: its share must be above -1', {
      field: 'share',
      figure: text(share),
      limit: '-1',
    });
  }
  if (asset !== undefined && !shockable.includes(asset)) {
    refuse('input.invalid', `nothing has a price in ${asset}`, {
      field: 'asset',
      figure: asset,
      limit: shockable.join(', '),
    });
  }
}
