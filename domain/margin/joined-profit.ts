import { type Dec, Exact, Rational, ZERO } from '../kernel/index.js';
import {
  assetRule,
  demandRate,
  isTwofold,
  openingRule,
  type AssetRule,
  type Market,
} from '../market/index.js';
import { assetValue, countedBalance, initialHaircutOf } from './collateral.js';
import type { CrossPool, MarginPool } from './pool.js';
import { add, polynomial, scale, valueOf, type Polynomial } from './polynomial.js';
import { inSettlement, weightedProfit, type Valuation } from './valuation.js';

/**
 * Where a weight begins, as settlement value of what is held, and what the value counts there:
 * `weight x value + constant`.
 */
export interface WeightSlice {
  readonly from: Dec;
  readonly weight: Dec;
  readonly constant: Dec;
}

/** A balance of an asset together with the unrealized profit that is paid in it. */
export interface JoinedProfit {
  readonly asset: string;
  /** Balance and profit, in settlement, before any weight. */
  readonly value: Exact;
  /** The profit alone, as the profit weight counts it, in settlement. */
  readonly profit: Exact;
  /** What the balance alone counts, in settlement. */
  readonly balance: Exact;
  readonly slice: WeightSlice;
  /** What both count less for new risk, in settlement; zero without a haircut of two parts. */
  readonly less: Exact;
}

/** The slices of what counts of a value: what is owed first, then each weight from its start. */
export function weightSlices(
  { weights, liabilityWeight }: Pick<AssetRule, 'weights' | 'liabilityWeight'>,
  rate: Dec,
): { readonly owed: WeightSlice; readonly held: readonly WeightSlice[] } {
  let constant = ZERO;
  let before: Dec | undefined;
  const held = weights.map(({ from, weight }) => {
    const start = from.times(rate);
    if (before !== undefined) constant = constant.plus(before.minus(weight).times(start));
    before = weight;
    return { from: start, weight, constant };
  });
  return { owed: { from: ZERO, weight: liabilityWeight, constant: ZERO }, held };
}

/** The slice that holds a value. */
function sliceOf(
  { owed, held }: ReturnType<typeof weightSlices>,
  compared: (from: Dec) => number,
): WeightSlice {
  if (compared(ZERO) < 0) return owed;
  let reached = held[0] ?? owed;
  for (const slice of held) if (compared(slice.from) >= 0) reached = slice;
  return reached;
}

/** What a value counts by its slice. */
export function counted(value: Exact, { weight, constant }: WeightSlice): Exact {
  return value.scaled(weight).plus(Exact.of(constant));
}

/**
 * Balances that profit joins before their weight is taken, of the assets whose terms say so and in
 * which a position pays; none in an isolated pool.
 * @rejects `market.mark-missing` when the rate of such an asset never came
 */
export function joinedProfits(
  market: Market,
  pool: MarginPool,
  valuations: readonly Valuation[],
): JoinedProfit[] {
  const { profitJoins } = market.configuration;
  if (profitJoins === undefined || pool.mode === 'isolated') return [];
  return [...profitJoins].flatMap((asset) => {
    const paid = valuations.filter(({ instrument }) => instrument.payAsset === asset);
    return paid.length === 0 ? [] : [joined(market, pool, asset, paid)];
  });
}

function joined(
  market: Market,
  pool: CrossPool,
  asset: string,
  paid: readonly Valuation[],
): JoinedProfit {
  const rate = demandRate(market, asset);
  const balance = countedBalance(market, pool.wallets, asset);
  const profit = countedProfits(market, paid);
  const value = inSettlement(Exact.of(balance), rate).plus(profit);
  const rule = assetRule(market, asset);
  const slice = sliceFor(rule, rate, value);
  const less = isTwofold(rule)
    ? counted(value, slice).minus(counted(value, sliceFor(openingRule(rule), rate, value)))
    : Exact.ZERO;
  return { asset, value, profit, balance: assetValue(market, asset, balance), slice, less };
}

function sliceFor(rule: AssetRule, rate: Dec, value: Exact): WeightSlice {
  return sliceOf(weightSlices(rule, rate), (from) => value.cmp(Exact.of(from)));
}

/** What balances, and profit where it joins them, count less for new risk, in settlement. */
export function openingHaircut(
  market: Market,
  pool: MarginPool,
  valuations: readonly Valuation[],
): Exact {
  const joining = joinedProfits(market, pool, valuations);
  const assets = joining.map(({ asset }) => asset);
  return initialHaircutOf(market, pool, assets).plus(Exact.sum(joining.map(({ less }) => less)));
}

function countedProfits({ configuration }: Market, valuations: readonly Valuation[]): Exact {
  return Exact.sum(
    valuations.map(({ profit }) => weightedProfit(profit, configuration.profitWeight)),
  );
}

/**
 * What joined profits change about collateral + profits, in settlement: gains count by the weight
 * of their asset, and losses first use up what the weight leaves out.
 */
export function joinedChange(
  market: Market,
  pool: MarginPool,
  valuations: readonly Valuation[],
): Exact {
  if (market.configuration.profitJoins === undefined) return Exact.ZERO;
  return Exact.sum(joinedProfits(market, pool, valuations).map(changeOf));
}

function changeOf({ value, profit, balance, slice }: JoinedProfit): Exact {
  return counted(value, slice).minus(profit).minus(balance);
}

/** What profit of the moving positions joins, as a function of their price. */
export interface JoinedLine {
  /** What it changes about the equity at present. */
  readonly present: Exact;
  /** Points at which another weight begins to count, given the gains on each piece. */
  edges(pieces: readonly Rational[], gainsAt: (inside: Rational) => Polynomial): Rational[];
  /** What it changes about the equity on the piece that holds `inside`. */
  change(gains: Polynomial, inside: Rational): Polynomial;
  /** The slice that counts there. */
  slice(gains: Polynomial, inside: Rational): WeightSlice;
}

/** The joined profit of an asset that moving positions pay in; undefined where none joins. */
export function joinedLine(
  market: Market,
  pool: MarginPool,
  valuations: readonly Valuation[],
  moves: (valuation: Valuation) => boolean,
): JoinedLine | undefined {
  const asset = valuations.find(moves)?.instrument.payAsset;
  const now = joinedProfits(market, pool, valuations).find((one) => one.asset === asset);
  if (now === undefined) return undefined;
  const moved = countedProfits(market, valuations.filter(moves));
  const still = now.profit.minus(moved).toRational();
  const held = now.value.minus(moved).toRational();
  const slices = weightSlices(assetRule(market, now.asset), demandRate(market, now.asset));
  const taken = still.plus(now.balance.toRational());
  const slice = (gains: Polynomial, inside: Rational): WeightSlice => {
    const value = held.plus(valueOf(gains, inside));
    return sliceOf(slices, (from) => value.cmp(Rational.ofDecimal(from)));
  };
  return {
    present: changeOf(now),
    slice,
    change: (gains, inside) => {
      const { weight, constant } = slice(gains, inside);
      const all = scale(add(polynomial(held), gains), Rational.ofDecimal(weight));
      const fixed = polynomial(Rational.ofDecimal(constant).minus(taken));
      return add(add(all, fixed), scale(gains, Rational.ONE.negated()));
    },
    edges: (pieces, gainsAt) => {
      const starts = slices.held.map(({ from }) => Rational.ofDecimal(from).minus(held));
      return bendsOf(pieces, gainsAt, starts);
    },
  };
}

/** The points between edges at which straight gains reach one of some values. */
function bendsOf(
  pieces: readonly Rational[],
  gainsAt: (inside: Rational) => Polynomial,
  values: readonly Rational[],
): Rational[] {
  const half = Rational.of(1n, 2n);
  return [Rational.ZERO, ...pieces].flatMap((low, index) => {
    const high = pieces[index];
    const inside = high === undefined ? low.plus(Rational.ONE) : low.plus(high).times(half);
    const { c0, c1 } = gainsAt(inside);
    if (c1.sign() === 0) return [];
    return values
      .map((value) => value.minus(c0).over(c1))
      .filter((x) => x.cmp(low) > 0 && (high === undefined || x.cmp(high) < 0));
  });
}
