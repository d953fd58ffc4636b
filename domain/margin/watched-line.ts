import { Exact, ONE, ZERO, type Dec } from '../kernel/index.js';
import {
  assetRule,
  instrumentIn,
  openingRule,
  piece,
  rateOf,
  weighted,
  type AssetRule,
  type Exposure,
  type Factor,
  type Instrument,
  type Market,
  type Piece,
  type Requirement,
} from '../market/index.js';
import { valueSign, type Position } from '../position/index.js';
import { countedBalance } from './collateral.js';
import { nettingOf } from './netting.js';
import type { MarginPool } from './pool.js';
import { exposureOf } from './valuation.js';

/** What one position, or one balance, adds to a line as a function of a factor. */
export interface LineEntry {
  readonly factor: Factor;
  /** `linear`: x is the price; `inverse`: x is 1 / price. */
  readonly payoff: 'linear' | 'inverse';
  /** The asset's rate that turns what follows into settlement; absent: it is settlement. */
  readonly rate?: Factor;
  /** Change of equity per unit of x, signed, before the rate. */
  readonly slope: Dec;
  /** What is taken off `slope x x` to give the profit, signed, before the rate. */
  readonly cost: Exact;
  /** A profit that counts by the profit weight of the row while it is positive. */
  readonly weighted: boolean;
  readonly requirement?: EntryRequirement;
}

/** What one position requires: pieces of the notional N = size x X, before the rate. */
export interface EntryRequirement {
  /** One and the same array for all positions of an instrument that share a schedule. */
  readonly pieces: readonly Piece[];
  /** X is of this factor, with the payoff of the entry (absent: of its own), or N stands still. */
  readonly at?: Factor | { readonly notional: Exact };
  /** Positive. */
  readonly size: Dec;
  /** With netting: whose larger side alone is required. */
  readonly base: string;
  readonly side: 'long' | 'short';
}

/**
 * One line of a pool: `equity - ratio x requirement`, where equity is `constant` plus what the
 * entries add. The nearest line below and the nearest line above are watched.
 */
export interface WatchedLine {
  readonly pool: string;
  /** In settlement: everything that no factor moves. */
  readonly constant: Exact;
  readonly entries: readonly LineEntry[];
  readonly profitWeight: Dec;
  readonly netting: 'none' | 'max-side-per-underlying';
  /** Watched for equity coming down to `below x requirement`: the greatest such ratio. */
  readonly below?: Dec;
  /** Watched for equity coming up to `above x requirement`: the smallest such ratio. */
  readonly above?: Dec;
  /** Made from the present prices: another one is due once it was reached. */
  readonly anchored?: true;
}

/**
 * What equity is compared with: the maintenance margin, the call levels of the models, the used
 * margin (with the equity that counts for new risk), or the notional.
 */
export type WatchedRequirement = 'maintenance' | 'call' | 'used' | 'notional';

/** What is watched of one requirement of a pool. */
export type WatchedRatios = Pick<WatchedLine, 'below' | 'above'>;

const ALL_OF_IT: readonly Piece[] = [piece(ZERO, Exact.ZERO, Exact.of(ONE))];
const NOTIONAL: Requirement = { basis: 'mark', pieces: () => ALL_OF_IT };

/** Which requirement of an instrument a line compares with. */
export function watchedRequirement(kind: WatchedRequirement, { margin }: Instrument): Requirement {
  switch (kind) {
    case 'maintenance':
      return margin.maintenance;
    case 'call':
      return margin.call ?? margin.maintenance;
    case 'used':
      return margin.used;
    case 'notional':
      return NOTIONAL;
  }
}

/**
 * The line of a pool whose every price is known: the very equity and requirement that measuring
 * it gives, as functions of the factors.
 */
export function watchedLine(
  market: Market,
  pool: MarginPool,
  kind: WatchedRequirement,
  ratios: WatchedRatios,
): WatchedLine {
  const { configuration } = market;
  const netted = kind === 'maintenance' || kind === 'used';
  const { constant, entries } = balanceEntries(market, pool, kind);
  for (const position of pool.positions) {
    entries.push(positionEntry(market, pool, position, kind));
  }
  return {
    pool: pool.id,
    constant,
    entries,
    profitWeight: configuration.profitWeight,
    netting: netted ? nettingOf(configuration, pool) : 'none',
    ...ratios,
  };
}

/** What balances add: those in settlement stand still, the others move with their rate. */
function balanceEntries(
  market: Market,
  pool: MarginPool,
  kind: WatchedRequirement,
): { constant: Exact; entries: LineEntry[] } {
  const { settlement } = market.configuration;
  if (pool.mode === 'isolated') {
    const { asset, balance } = pool;
    if (asset === settlement) return { constant: Exact.of(balance), entries: [] };
    return {
      constant: Exact.ZERO,
      entries: balance.isZero() ? [] : [balanceEntry(asset, balance)],
    };
  }
  let constant = Exact.ZERO;
  const entries: LineEntry[] = [];
  for (const asset of pool.wallets.keys()) {
    const balance = countedBalance(market, pool.wallets, asset);
    if (balance.isZero()) continue;
    const counted = weighted(ruleFor(market, asset, kind), balance);
    if (asset === settlement) constant = constant.plus(Exact.of(counted));
    // Without a rate a balance counts nothing, and no weight brings nothing to move.
    else if (!counted.isZero() && rateOf(market, asset) !== undefined) {
      entries.push(balanceEntry(asset, counted));
    }
  }
  return { constant, entries };
}

/** The margin level compares the used margin with the equity that counts for new risk. */
function ruleFor(market: Market, asset: string, kind: WatchedRequirement): AssetRule {
  const rule = assetRule(market, asset);
  return kind === 'used' ? openingRule(rule) : rule;
}

function balanceEntry(asset: string, slope: Dec): LineEntry {
  return { factor: `rate:${asset}`, payoff: 'linear', slope, cost: Exact.ZERO, weighted: false };
}

/** What was worked out for a position: it holds as long as its exposure is the same object. */
const worked = new WeakMap<Exposure, Map<WatchedRequirement, LineEntry>>();

function positionEntry(
  market: Market,
  { leverage }: MarginPool,
  position: Position,
  kind: WatchedRequirement,
): LineEntry {
  const instrument = instrumentIn(market, position.instrument);
  const exposure = exposureOf(instrument, position, leverage);
  const requirement = watchedRequirement(kind, instrument);
  let known = worked.get(exposure);
  if (known === undefined) worked.set(exposure, (known = new Map<WatchedRequirement, LineEntry>()));
  const found = known.get(kind);
  // Where no index has come yet the mark stands for it, so this alone may change.
  if (found !== undefined && isStillSo(found, market, instrument, requirement)) return found;
  const pieces = requirement.pieces(exposure);
  const at = standing(market, instrument, requirement, exposure, pieces);
  const { payAsset } = instrument;
  const sign = valueSign(instrument, position);
  const entry: LineEntry = {
    factor: `mark:${instrument.id}`,
    payoff: instrument.kind === 'inverse' ? 'inverse' : 'linear',
    ...(payAsset === market.configuration.settlement ? {} : { rate: `rate:${payAsset}` as const }),
    slope: sign > 0 ? exposure.size : exposure.size.negated(),
    cost: sign > 0 ? position.cost : position.cost.negated(),
    weighted: true,
    requirement: {
      pieces,
      ...(at === undefined ? {} : { at }),
      size: exposure.size,
      base: instrument.base,
      side: position.side,
    },
  };
  known.set(kind, entry);
  return entry;
}

/** Where the notional of a requirement is taken, if not at the mark. */
function standing(
  market: Market,
  { id }: Instrument,
  { basis }: Requirement,
  { cost }: Exposure,
  pieces: readonly Piece[],
): Factor | { readonly notional: Exact } | undefined {
  // Of a requirement that is the same at any notional it does not matter where that is taken.
  if (basis === 'entry' || isConstant(pieces)) return { notional: cost };
  return basis === 'index' && market.indexes.has(id) ? `index:${id}` : undefined;
}

function isConstant(pieces: readonly Piece[]): boolean {
  const [only] = pieces;
  return pieces.length === 1 && only!.slope.isZero() && only!.square.isZero();
}

function isStillSo(
  { requirement: known }: LineEntry,
  { indexes }: Market,
  { id }: Instrument,
  { basis }: Requirement,
): boolean {
  if (basis !== 'index' || typeof known?.at === 'object') return true;
  return (known?.at !== undefined) === indexes.has(id);
}
