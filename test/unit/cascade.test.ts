import fc from 'fast-check';
import {
  BUILT_IN_ORDERS,
  Dec,
  EPOCH,
  advanceCase,
  applyCloseOut,
  configurationOf,
  decide,
  instrumentOf,
  largestLossFirst,
  measureLine,
  newAccount,
  priceOf,
  quantityOf,
  type Account,
  type ClosingOrder,
  type CrossPool,
  type DecisionContext,
  type Market,
  type Position,
} from '../../domain/index.js';
import { valueAt } from '../../domain/position/index.js';

const BASES = ['BTC', 'ETH', 'SOL'];

function marketOf(marks: readonly string[], netting = false): Market {
  const instruments = marks.map((_, index) =>
    instrumentOf({
      id: `I${index}`,
      kind: index % 4 === 3 ? 'inverse' : 'linear',
      base: BASES[index % 3]!,
      quote: 'USD',
      margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
    }),
  );
  return {
    now: EPOCH,
    configuration: configurationOf({
      engine: {
        profitWeight: '0.75',
        netting: netting ? 'max-side-per-underlying' : 'none',
      },
    }),
    instruments: new Map(instruments.map((instrument) => [instrument.id, instrument])),
    marks: new Map(marks.map((mark, index) => [`I${index}`, { price: new Dec(mark), at: EPOCH }])),
    indexes: new Map(),
    rates: new Map(BASES.map((base) => [base, new Dec('100')])),
  };
}

function positionOf(market: Market, index: number, quantity: string): Position {
  const id = `I${index}`;
  const size = new Dec(quantity);
  return {
    key: id,
    instrument: id,
    side: index % 2 === 0 ? 'long' : 'short',
    quantity: size,
    cost: valueAt(market.instruments.get(id)!, size, new Dec('97')),
    realizedProfit: new Dec(0),
    fees: new Dec(0),
    funding: new Dec(0),
    age: index,
  } as unknown as Position;
}

describe('the sums kept between the measurements of a pool', () => {
  it('are those of adding up anew, whatever closed, shrank or moved in between', () => {
    let kept = 0;
    const turn = fc.record({
      remove: fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 2 }),
      again: fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 2 }),
      resize: fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 2 }),
      moved: fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 3 }),
      price: fc.integer({ min: 60, max: 140 }).map(String),
    });
    fc.assert(
      fc.property(
        fc.array(turn, { minLength: 3, maxLength: 6 }),
        fc.boolean(),
        (turns, netting) => {
          let market = marketOf(Array<string>(16).fill('100'), netting);
          const leverage = { instruments: new Map<string, Dec>() };
          let positions = Array.from({ length: 16 }, (_, i) => positionOf(market, i, `${i + 1}.5`));
          for (const { remove, again, resize, moved, price } of turns) {
            positions = positions
              .filter(({ age }) => !remove.includes(age))
              .map((p) => (resize.includes(p.age) ? positionOf(market, p.age, '0.7') : p));
            // Closed and opened again between two measurements: as many, in another order.
            const anewOpen = positions.filter(({ age }) => again.includes(age));
            positions = [
              ...positions.filter(({ age }) => !again.includes(age)),
              ...anewOpen.map(({ age }) => positionOf(market, age, '1.1')),
            ];
            const marks = new Map(market.marks);
            for (const index of moved) marks.set(`I${index}`, { price: new Dec(price), at: EPOCH });
            market = { ...market, marks };
            const wallets = new Map([['USD', new Map([['spot' as const, new Dec('300')]])]]);
            const pool = (choice: CrossPool['leverage']): CrossPool => ({
              mode: 'cross',
              id: 'cross',
              positions,
              leverage: choice,
              wallets,
              orders: [],
            });
            const line = measureLine(market, pool(leverage));
            const anew = measureLine(market, pool({ instruments: new Map() }));
            expect(line.equity.cmp(anew.equity)).toBe(0);
            expect(line.maintenance.cmp(anew.maintenance)).toBe(0);
            if (positions.length >= 8) kept += 1;
          }
        },
      ),
      { numRuns: 150, seed: 41 },
    );
    expect(kept).toBeGreaterThan(300);
  });
});

function accountWith(count: number, market: Market, context: DecisionContext): Account {
  let account = newAccount('a');
  const books = Array.from({ length: count }, (_, index) => ({
    type: 'book' as const,
    instrument: `I${index}`,
    side: 'long' as const,
    quantity: new Dec(`${1 + ((index * 37) % count)}.5`),
    entry: new Dec('100.25'),
  }));
  for (const command of books) {
    const decided = decide(account, 'a', command, context);
    if (!decided.ok) throw new Error(decided.error.message);
    account = decided.value.next;
  }
  return account;
}

/** Closes a whole pool of `count` losing positions; how often the order was asked, and the closes. */
function comparisonsOf(count: number): { asked: number; closed: string[] } {
  const market = marketOf(Array<string>(count).fill('60'));
  let asked = 0;
  const counted: ClosingOrder = (a, b) => {
    asked += 1;
    return largestLossFirst(a, b);
  };
  const orders = new Map([...BUILT_IN_ORDERS, ['largest-loss-first', counted]]);
  const context: DecisionContext = { market, orders, fund: () => new Dec(0) };
  let account = accountWith(count, market, context);
  const closed: string[] = [];
  for (;;) {
    const { next, request } = advanceCase(account, context, 'cross', new Set());
    if (request === undefined) return { asked, closed };
    closed.push(request.position);
    const price = priceOf(market.marks.get(request.instrument)!.price);
    const executions = [{ quantity: quantityOf(request.quantity), price }];
    account = applyCloseOut(next, context, request, { executions }).next;
  }
}

describe('a cascade', () => {
  it('sorts once: its comparisons grow with the positions, not with their square', () => {
    const small = comparisonsOf(60);
    const large = comparisonsOf(240);
    expect(small.closed).toHaveLength(60);
    expect(large.closed).toHaveLength(240);
    // Four times the positions: sorting needs a little over four times, scanning sixteen times.
    expect(large.asked / small.asked).toBeLessThan(7);
    expect(large.asked).toBeLessThan(240 * Math.log2(240) * 1.5);
  });
});
