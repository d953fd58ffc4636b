import { ONE, Rational, combined, leaf, named, type Derivation } from '../kernel/index.js';
import { assetRule, rateOf, weightedLess, type Market } from '../market/index.js';
import {
  countedBalance,
  joinedProfits,
  type MarginPool,
  type PoolMeasure,
} from '../margin/index.js';

/** A pool that is explained: what it was measured in, and what was measured. */
export interface Explained {
  readonly market: Market;
  readonly measure: PoolMeasure;
  /** A liquidation of the pool is running. */
  readonly liquidating: boolean;
}

/** The settlement value of one unit of an asset. */
export function rateNode(market: Market, asset: string): Derivation {
  const figure = `rate of ${asset}`;
  if (asset === market.configuration.settlement) return leaf(figure, ONE, 'the settlement asset');
  const rate = rateOf(market, asset);
  const origin = { kind: 'rate', name: asset } as const;
  return leaf(figure, rate ?? 'none', `rate of ${asset}`, origin);
}

/** An amount of an asset in settlement; in the settlement asset itself nothing is converted. */
export function inSettlement(
  market: Market,
  figure: string,
  asset: string,
  amount: Derivation,
): Derivation {
  if (asset === market.configuration.settlement) return named(figure, amount);
  return combined(figure, 'product', 'amount x rate', [amount, rateNode(market, asset)]);
}

/** What backs a pool: wallets after their haircuts, or the balance of an isolated pool. */
export function collateralNode({ market, measure: { pool } }: Explained): Derivation {
  if (pool.mode === 'isolated') {
    const origin = { kind: 'pool', name: pool.id } as const;
    const balance = leaf(`balance of ${pool.id}`, pool.balance, `pool ${pool.id}`, origin);
    if (pool.balance.isZero()) return named('collateral', balance);
    return inSettlement(market, 'collateral', pool.asset, balance);
  }
  const parts = [...pool.wallets.keys()].map((asset) => assetNode(market, pool, asset));
  return combined('collateral', 'sum', 'sum over the assets that count', parts);
}

type CrossPool = Extract<MarginPool, { mode: 'cross' }>;

/** What a balance of an asset counts, in settlement. */
export function assetNode(market: Market, pool: CrossPool, asset: string): Derivation {
  const figure = `value of ${asset}`;
  const balance = balanceNode(market, pool, asset);
  const amount = countedBalance(market, pool.wallets, asset);
  if (!amount.isZero() && rateOf(market, asset) === undefined) {
    const none = leaf(figure, Rational.ZERO, 'a balance without a rate counts nothing');
    return { ...none, beside: [balance] };
  }
  const counted = weightedNode(market, asset, balance, amount);
  return asset === market.configuration.settlement
    ? combined(figure, 'sum', 'the settlement asset counts as it is', [counted])
    : inSettlement(market, figure, asset, counted);
}

/** The balance over the wallet kinds that count. */
export function balanceNode(market: Market, pool: CrossPool, asset: string): Derivation {
  const kinds = pool.wallets.get(asset);
  const parts = assetRule(market, asset).countsFor.map((kind) => {
    const origin = { kind: 'wallet', name: asset, at: kind } as const;
    const held = kinds?.get(kind);
    return leaf(`${kind} wallet of ${asset}`, held ?? Rational.ZERO, `wallet ${kind}`, origin);
  });
  const [only] = parts;
  const figure = `balance of ${asset}`;
  if (parts.length === 1 && only !== undefined) return named(figure, only);
  return combined(figure, 'sum', 'sum over the wallets that count', parts);
}

/** A balance after its weights: marginal by quantity, or the weight of what is owed. */
function weightedNode(
  market: Market,
  asset: string,
  balance: Derivation,
  amount: ReturnType<typeof countedBalance>,
): Derivation {
  const { weights, liabilityWeight } = assetRule(market, asset);
  const figure = `${asset} as it counts`;
  const terms = `collateral terms of ${asset}`;
  if (amount.isNegative()) {
    const weight = leaf('liability weight', liabilityWeight, terms);
    return combined(figure, 'product', 'what is owed x its weight', [balance, weight]);
  }
  if (weights.length === 1 && weights[0]?.weight.eq(1) === true) return balance;
  const reached = weights.filter(({ from }, index) => index === 0 || from.lt(amount));
  const parts = reached.map(({ from, weight }, index) => {
    const next = reached[index + 1]?.from;
    const upper = next === undefined ? balance : leaf('next weight from', next, terms);
    const first = leaf('weight from', from, terms);
    const size = from.isZero()
      ? named('quantity', upper)
      : combined('quantity', 'difference', 'up to - from', [upper, first]);
    const rate = leaf('weight', weight, terms);
    return combined(`weighted from ${from.toFixed()}`, 'product', 'quantity x weight', [
      size,
      rate,
    ]);
  });
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return named(figure, only);
  return combined(figure, 'sum', 'sum over the weights it reaches', parts);
}

/** What each asset counts less for new risk; none without haircuts of two parts. */
export function initialHaircutNodes({ market, measure }: Explained): Derivation[] {
  const { pool, valuations } = measure;
  if (pool.mode === 'isolated') return [];
  const joining = joinedProfits(market, pool, valuations);
  const together = joining
    .filter(({ less }) => less.sign() !== 0)
    .map(({ asset, less }) =>
      leaf(`initial haircut of ${asset} and its profit`, less, `collateral terms of ${asset}`),
    );
  const alone = [...pool.wallets.keys()].flatMap((asset) => {
    if (joining.some((one) => one.asset === asset)) return [];
    const less = weightedLess(
      assetRule(market, asset),
      countedBalance(market, pool.wallets, asset),
    );
    if (less.isZero() || rateOf(market, asset) === undefined) return [];
    const own = leaf(`${asset} less`, less, `collateral terms of ${asset}`);
    return [inSettlement(market, `initial haircut of ${asset}`, asset, own)];
  });
  return [...alone, ...together];
}
