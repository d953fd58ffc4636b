import { Dec, Exact, ZERO, maxOf } from '../kernel/index.js';
import {
  assetRule,
  instrumentIn,
  markOf,
  rateOf,
  riskUnitOf,
  unitOfAsset,
  weighted,
  type Factor,
  type Instrument,
  type Market,
  type Piece,
  type PriceBasis,
  type RiskUnit,
} from '../market/index.js';
import { valueSign, type Position } from '../position/index.js';
import { measureLine } from './measure.js';
import type { MarginPool } from './pool.js';
import { balancesOf } from './portfolio/pool-risk.js';
import { exposureOf } from './valuation.js';
import type { LineEntry, WatchedLine, WatchedRatios } from './watched-line.js';

/**
 * What a pool gains and what is required of it for each unit by which one factor rises, wherever
 * the others stand: in settlement, as bounds that hold at every price.
 */
interface Steepness {
  readonly price: Dec;
  /** Change of equity, signed: at least and at most. */
  least: Dec;
  most: Dec;
  /** Change of the requirement, up or down, at most. */
  required: Dec;
}

/** How steep a pool is in each of its factors. */
class Steepnesses {
  readonly all = new Map<Factor, Steepness>();

  gain(factor: Factor, price: Dec, least: Dec, most: Dec): void {
    const steep = this.of(factor, price);
    steep.least = steep.least.plus(least);
    steep.most = steep.most.plus(most);
  }

  require(factor: Factor, price: Dec, most: Dec): void {
    const steep = this.of(factor, price);
    steep.required = steep.required.plus(most);
  }

  private of(factor: Factor, price: Dec): Steepness {
    const known = this.all.get(factor);
    if (known !== undefined) return known;
    const fresh = { price, least: ZERO, most: ZERO, required: ZERO };
    this.all.set(factor, fresh);
    return fresh;
  }
}

/**
 * Lines that stand for a pool that is measured as a whole: each is the exact slack at the present
 * prices, less the most that every factor can have taken from it since. So it is never above the
 * slack, and whoever is told by it is measured exactly and given lines of the prices then.
 * Undefined where no such bound is known: with options, inverse contracts, requirements by tiers,
 * dollars that are told apart, or pay assets other than the settlement asset.
 * @param ratios at which equity is compared with the maintenance margin
 */
export function anchoredLines(
  market: Market,
  pool: MarginPool,
  { below, above }: WatchedRatios,
): WatchedLine[] | undefined {
  // Only of ratios not below zero does a greater requirement come nearer to the line.
  if (below?.isNegative() === true || above?.isNegative() === true) return undefined;
  const steep = steepnessesOf(market, pool);
  if (steep === undefined) return undefined;
  const { equity, maintenance } = measureLine(market, pool);
  const slack = (ratio: Dec): Exact => equity.minus(maintenance.scaled(ratio));
  return [
    ...(below === undefined ? [] : [anchored(pool, slack(below), steep, below, 1)]),
    ...(above === undefined ? [] : [anchored(pool, slack(above).negated(), steep, above, -1)]),
  ];
}

/** A sum of what can be lost when a factor falls, and of what can be lost when it rises. */
function anchored(
  pool: MarginPool,
  constant: Exact,
  { all }: Steepnesses,
  ratio: Dec,
  sign: 1 | -1,
): WatchedLine {
  const entries: LineEntry[] = [];
  const add = (factor: Factor, price: Dec, slope: Dec): void => {
    const cost = Exact.of(slope.times(price));
    entries.push({ factor, payoff: 'linear', slope, cost, weighted: true });
  };
  for (const [factor, { price, least, most, required }] of all) {
    const asked = required.times(ratio);
    const falling = (sign > 0 ? most : least.negated()).plus(asked);
    const rising = (sign > 0 ? least.negated() : most).plus(asked);
    if (falling.gt(ZERO)) add(factor, price, falling);
    if (rising.gt(ZERO)) add(factor, price, rising.negated());
  }
  // No profit counts: only losses since the prices at which the slack was measured.
  const common = { profitWeight: ZERO, netting: 'none', below: ZERO, anchored: true } as const;
  return { pool: pool.id, constant, entries, ...common };
}

function steepnessesOf(market: Market, pool: MarginPool): Steepnesses | undefined {
  const { profitJoins, portfolioMargin } = market.configuration;
  if (profitJoins !== undefined || portfolioMargin === undefined) return undefined;
  const found = new Steepnesses();
  const owed = portfolioMargin.debt?.maintenance ?? ZERO;
  for (const position of pool.positions) {
    if (!addPosition(found, market, pool, position, owed)) return undefined;
  }
  for (const [asset, balance] of balancesOf(market, pool)) {
    if (asset === market.configuration.settlement) continue;
    if (!addBalance(found, market, pool, asset, balance, owed)) return undefined;
  }
  return found;
}

function addPosition(
  found: Steepnesses,
  market: Market,
  pool: MarginPool,
  position: Position,
  owed: Dec,
): boolean {
  const instrument = instrumentIn(market, position.instrument);
  const { id, kind, option, payAsset, margin, allowNonPositive } = instrument;
  const { settlement, profitWeight } = market.configuration;
  const mark = markOf(market, id);
  if (mark === undefined || option !== undefined || kind === 'inverse') return false;
  if (allowNonPositive || payAsset !== settlement || margin.maintenance.basis !== 'mark') {
    return false;
  }
  const exposure = exposureOf(instrument, position, pool.leverage);
  const slope = onlySlope(margin.maintenance.pieces(exposure));
  if (slope === undefined) return false;
  const { size } = exposure;
  const counted = profitWeight.times(size);
  if (valueSign(instrument, position) > 0) found.gain(`mark:${id}`, mark, counted, size);
  else found.gain(`mark:${id}`, mark, size.negated(), counted.negated());
  found.require(`mark:${id}`, mark, slope.plus(owed).times(size));
  const unit = riskUnitOf(market, instrument);
  return unit === undefined || addUnit(found, market, instrument, unit, size, mark);
}

/**
 * The slope of a requirement that grows alike at every notional and is never negative; undefined of
 * any other one.
 */
function onlySlope(pieces: readonly Piece[]): Dec | undefined {
  const [only] = pieces;
  if (pieces.length !== 1 || !only!.square.isZero() || !only!.slope.isDecimal()) return undefined;
  if (only!.constant.sign() < 0) return undefined;
  const { whole } = only!.slope;
  return whole.isNegative() ? undefined : whole;
}

/** What a position adds to the requirement of its unit: stressed, charged, and at the least. */
function addUnit(
  found: Steepnesses,
  market: Market,
  { id, margin }: Instrument,
  unit: RiskUnit,
  size: Dec,
  mark: Dec,
): boolean {
  if (unit.depeg !== undefined) return false;
  const stressed = { mark: ZERO, index: ZERO };
  const least = { mark: ZERO, index: ZERO };
  stressed[unit.stress] = worstShare(unit);
  for (const { at, maintenance } of unit.charges) {
    stressed[at] = stressed[at].plus(maintenance);
  }
  for (const { at, rate, factors } of unit.minimums) {
    const steepest = Dec.max(...factors.map(({ factor }) => factor));
    least[at] = least[at].plus(rate.maintenance.times(steepest));
  }
  // Where no index came the mark stands for it.
  const index = margin.usesIndex ? market.indexes.get(id)?.price : undefined;
  const factorAt = (at: PriceBasis): [Factor, Dec] =>
    at === 'index' && index !== undefined ? [`index:${id}`, index] : [`mark:${id}`, mark];
  for (const at of ['mark', 'index'] as const) {
    found.require(...factorAt(at), maxOf(stressed[at], least[at]).times(size));
  }
  return true;
}

/**
 * The most that the worst loss of a unit changes by, for each unit of value. Where units offset
 * each other it is no more, as of a gain only a share counts there.
 */
function worstShare({ lossFactor, shocks }: RiskUnit): Dec {
  return lossFactor.maintenance.times(Dec.max(...shocks.map(({ linear }) => linear.abs())));
}

function addBalance(
  found: Steepnesses,
  market: Market,
  { mode }: MarginPool,
  asset: string,
  balance: Dec,
  owed: Dec,
): boolean {
  const rate = rateOf(market, asset);
  // Without a rate what is held counts nothing; what is owed cannot be measured.
  if (rate === undefined) return !balance.isNegative();
  const counted = mode === 'isolated' ? balance : weighted(assetRule(market, asset), balance);
  found.gain(`rate:${asset}`, rate, counted, counted);
  const unit = unitOfAsset(market.configuration, asset);
  if (unit?.depeg !== undefined) return false;
  const stressed = unit === undefined ? ZERO : worstShare(unit);
  found.require(`rate:${asset}`, rate, stressed.plus(owed).times(balance.abs()));
  return true;
}
