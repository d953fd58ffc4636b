import {
  Dec,
  EPOCH,
  Exact,
  configurationOf,
  instrumentOf,
  valuePool,
  type MarginPool,
  type Market,
} from '../../domain/index.js';
import { rankedBy } from '../../domain/liquidation/ranking.js';
import type { PositionOrder } from '../../domain/liquidation/closing-order.js';

const IDS = 'ABCDEFGHIJ'.split('');

/** The same objects again and again: what they are of is not valued anew. */
const PRICES = Array.from({ length: 101 }, (_, price) => new Dec(price));

const margin = { model: 'flat', initial: '0.1', maintenance: '0.05' } as const;
const INSTRUMENTS = new Map(
  IDS.map((id) => [id, instrumentOf({ id, kind: 'linear', base: id, quote: 'USD', margin })]),
);

/** Ten longs of one contract each, at 100; what they lose is told by the prices. */
function held(prices: readonly number[]): { readonly market: Market; readonly pool: MarginPool } {
  const market: Market = {
    now: EPOCH,
    instruments: INSTRUMENTS,
    configuration: configurationOf({}),
    marks: new Map(IDS.map((id, at) => [id, { price: PRICES[prices[at]!]!, at: EPOCH }])),
    indexes: new Map(),
    rates: new Map(),
  };
  return { market, pool: POOL };
}

const POOL: MarginPool = {
  mode: 'cross',
  id: 'cross',
  orders: [],
  leverage: { instruments: new Map() },
  wallets: new Map(),
  positions: IDS.map((id, age) => ({
    key: id,
    instrument: id,
    side: 'long',
    quantity: new Dec(1),
    cost: Exact.of(new Dec(100)),
    realizedProfit: new Dec(0),
    fees: new Dec(0),
    funding: new Dec(0),
    age,
  })),
};

describe('the closing order of a pool', () => {
  it('is whole again after an order of an embedder has thrown', () => {
    let broken = false;
    const order: PositionOrder = (a, b) => {
      if (broken) throw new Error('no order today');
      return a.profit.cmp(b.profit);
    };
    const ranked = (prices: readonly number[]): string[] => {
      const { market, pool } = held(prices);
      return rankedBy(order, pool, valuePool(market, pool)).map(({ position }) => position.key);
    };
    const falling = IDS.map((_, at) => 90 - at);
    expect(ranked(falling)).toEqual([...IDS].reverse());
    const moved = falling.with(0, 50);
    broken = true;
    expect(() => ranked(moved)).toThrow('no order today');
    broken = false;
    expect(ranked(moved)).toEqual(['A', ...IDS.slice(1).reverse()]);
    expect(ranked(falling)).toEqual([...IDS].reverse());
  });
});
