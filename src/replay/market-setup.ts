import {
  Dec,
  type AssetTerms,
  type ConfigurationTerms,
  type EngineTerms,
  type InstrumentTerms,
  type LiquidationTerms,
  type MarginTerms,
  type TierTerms,
  type TieredTerms,
} from '../../domain/index.js';
import type { PriceSeries } from '../adapters/market-files/price-file.js';
import { marketOf } from '../adapters/market-files/symbols.js';
import type { TierTables } from '../adapters/market-files/tier-table.js';
import { tradable } from '../generate/book.js';
import type { Preset } from '../presets/index.js';
import type { BookHeader } from './book-format.js';

/** The terms a replay runs under: the preset's policies on the instruments of the price file. */
export interface MarketSetup {
  readonly configuration: ConfigurationTerms;
  readonly instruments: readonly InstrumentTerms[];
  /** Symbols whose price is the rate of a collateral asset. */
  readonly rates: ReadonlyMap<string, string>;
  /** Rates that stand still because the price file has none for the asset. */
  readonly fixedRates: Readonly<Record<string, string>>;
  /** Where the tiers of a symbol are written, one place each, of symbols that a tier file has. */
  readonly tierPlaces: ReadonlyMap<string, readonly string[]>;
}

/**
 * Puts a preset's policies on the symbols of a price file: each symbol becomes an instrument with
 * the tiers of the tier file, else with the preset's margin schedule for its base or template.
 */
export function marketSetup(
  preset: Preset,
  series: PriceSeries,
  header: BookHeader,
  tiers: TierTables | undefined,
): MarketSetup {
  const { settlement } = header;
  const engine: EngineTerms = preset.configuration.engine ?? {};
  const liquidation: LiquidationTerms = engine.liquidation ?? {};
  const instruments = series.symbols
    .filter(tradable)
    .map((symbol) => instrumentFor(symbol, preset, header, tiers));
  const collateral = [{ asset: settlement, haircut: '0' }, ...(header.assets ?? [])];
  const assets = [...collateral, ...paidIn(instruments, collateral)];
  const rates = new Map<string, string>();
  for (const symbol of series.symbols) {
    const market = marketOf(symbol);
    if (market?.quote === settlement) rates.set(symbol, market.base);
  }
  const priced = new Set(rates.values());
  const still = (header.assets ?? []).filter(({ asset }) => !priced.has(asset));
  return {
    configuration: { settlement, engine: { ...engine, liquidation }, assets },
    instruments,
    rates,
    fixedRates: Object.fromEntries(still.map(({ asset }) => [asset, '1'])),
    tierPlaces: new Map(
      instruments.flatMap(({ id }) => {
        const table = tiers?.get(id);
        return table === undefined ? [] : [[id, table.places] as const];
      }),
    ),
  };
}

/** Coins that inverse contracts pay in: what they pay is collateral whole, as a profit would be. */
function paidIn(
  instruments: readonly InstrumentTerms[],
  listed: readonly AssetTerms[],
): AssetTerms[] {
  const known = new Set(listed.map(({ asset }) => asset));
  const coins = instruments.filter(({ kind }) => kind === 'inverse').map(({ base }) => base);
  return [...new Set(coins)]
    .filter((asset) => !known.has(asset))
    .map((asset) => ({ asset, haircut: '0' }));
}

function instrumentFor(
  symbol: string,
  preset: Preset,
  { lots = {}, settlement }: BookHeader,
  tiers: TierTables | undefined,
): InstrumentTerms {
  const { base, quote } = marketOf(symbol) ?? { base: symbol, quote: settlement };
  const terms = listedFor(preset, base) ?? preset.template;
  const table = tiers?.get(symbol);
  const { kind, margin, maxLeverage, liquidationOrder } = terms;
  const inverse = table === undefined && kind === 'inverse';
  const lot = inverse ? '1' : lots[symbol];
  const common = {
    id: symbol,
    base,
    quote,
    ...(lot === undefined ? {} : { lot }),
    ...(liquidationOrder === undefined ? {} : { liquidationOrder }),
  };
  if (table === undefined) {
    return { ...common, kind, margin, ...(maxLeverage === undefined ? {} : { maxLeverage }) };
  }
  const { by, scope, maxLeverage: most } = table;
  const rows = by === 'notional' ? table.tiers : inCoins(table.tiers, coinsOf(preset, symbol));
  return {
    ...common,
    kind: 'linear',
    maxLeverage: most,
    margin: { ...alikeFor(margin), model: 'tiered', by, scope, tiers: rows },
  };
}

/** The contract of a preset for a base, of the kind that it trades mostly. */
function listedFor({ instruments, template }: Preset, base: string): InstrumentTerms | undefined {
  return instruments.find((listed) => listed.base === base && listed.kind === template.kind);
}

/** How many coins a contract of a symbol is, where the preset lists that very contract. */
export function coinsOf({ instruments }: Preset, symbol: string): string | undefined {
  const market = marketOf(symbol);
  const listed = instruments.find(
    ({ kind, base, quote }) => kind === 'linear' && base === market?.base && quote === market.quote,
  );
  return listed && (listed.multiplier ?? '1');
}

/** A book counts coins: tiers by contracts begin where that many coins are held. */
function inCoins(tiers: readonly TierTerms[], coins = '1'): TierTerms[] {
  return tiers.map(({ from, ...tier }) => ({
    ...tier,
    from: new Dec(from).times(coins).toFixed(),
  }));
}

/** What a preset says of every tier: the price it is taken at, and the fee for closing. */
function alikeFor(margin: MarginTerms): Pick<TieredTerms, (typeof ALIKE)[number]> {
  const said = margin.model === 'by-leverage' ? {} : margin;
  return Object.fromEntries(
    ALIKE.flatMap((key) => {
      const value = (said as Partial<TieredTerms>)[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

const ALIKE = [
  'initialBasis',
  'maintenanceBasis',
  'initialFloor',
  'closeFee',
  'closeFeeIn',
  'closeFeeInInitial',
] as const;

/** Prices of instruments are marks; prices of collateral assets are rates too. */
export function splitMarks(
  setup: MarketSetup,
  prices: Readonly<Record<string, string>>,
): { marks: Record<string, string>; rates: Record<string, string> } {
  const listed = new Set(setup.instruments.map(({ id }) => id));
  const collateral = new Set((setup.configuration.assets ?? []).map(({ asset }) => asset));
  const marks: Record<string, string> = {};
  const rates: Record<string, string> = {};
  for (const [symbol, price] of Object.entries(prices)) {
    if (listed.has(symbol)) marks[symbol] = price;
    const asset = setup.rates.get(symbol);
    if (asset !== undefined && collateral.has(asset)) rates[asset] = price;
  }
  return { marks, rates };
}
