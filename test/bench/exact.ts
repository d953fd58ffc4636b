import { Decimal } from 'decimal.js';
import { Bench } from 'tinybench';
import {
  Dec,
  advanceCase,
  applyCloseOut,
  decide,
  liquidationPrice,
  marginPool,
  measureLine,
  parseDecimal,
  priceOf,
  quantityOf,
  text,
  type Account,
  type Market,
} from '../../domain/index.js';
import { GRID, accountWith, contextOf, marketOf, plainWith } from './fixtures.js';
import { plainCascade, plainLiquidationPrice, plainMeasure, plainOpen } from './plain.js';
import type { Figure, Suite } from './report.js';

const SIZES = [1, 5, 10, 30];

/** Runs a whole case with fills at the mark; pure, so the loop itself is what is timed. */
function cascade(account: Account, market: Market): number {
  const context = contextOf(market);
  let state = account;
  let closes = 0;
  for (;;) {
    const { next, request } = advanceCase(state, context, 'cross', new Set());
    state = next;
    if (request === undefined) return closes;
    const price = priceOf(market.marks.get(request.instrument)!.price);
    const executions = [{ quantity: quantityOf(request.quantity), price }];
    state = applyCloseOut(state, context, request, { executions }).next;
    closes += 1;
  }
}

/** A whole cascade is compiled only after some 400 ms of it; before that the compiler is timed. */
const WARM = 600;

async function time(work: string, ours: () => unknown, plain?: () => unknown): Promise<Figure> {
  const bench = new Bench({ time: 250, warmupTime: WARM });
  bench.add('ours', ours);
  if (plain !== undefined) bench.add('plain', plain);
  await bench.run();
  const [median = Number.NaN, plainly] = bench.tasks.map(({ result }) =>
    'latency' in result ? result.latency.p50 * 1000 : Number.NaN,
  );
  if (plainly === undefined) return { what: work, value: median, unit: 'us' };
  const baseline = { what: 'plain decimal.js', value: plainly };
  return { what: work, value: median, unit: 'us', baseline };
}

/** Both sides must come to the same, or their times say nothing. */
function agree(work: string, ours: string, plain: string): void {
  if (ours !== plain) throw new Error(`${work}: ${ours} here, ${plain} there`);
}

async function evaluation(size: number): Promise<Figure[]> {
  // Two markets in turn: a valuation kept from the last measurement must not be found again.
  const markets = [marketOf(size, '99.5'), marketOf(size, '99.75')];
  let turn = 0;
  const market = (): Market => markets[(turn += 1) % 2]!;
  const pool = marginPool(accountWith(size, '100000'), market(), 'cross');
  const plain = plainWith(size, '99.5');
  const cash = new Decimal('100000');
  const position = pool.positions[0]!;
  const { equity, maintenance } = measureLine(markets[0]!, pool);
  const plainly = plainMeasure(cash, plain);
  agree(
    'line',
    equity.minus(maintenance).toString(),
    plainly.equity.minus(plainly.maintenance).toFixed(),
  );
  return [
    await time(
      `line of a pool, ${size} positions`,
      () => measureLine(market(), pool),
      () => plainMeasure(cash, plain),
    ),
    await time(
      `liquidation price, ${size} positions`,
      () => liquidationPrice(market(), pool, position),
      () => plainLiquidationPrice(cash, plain),
    ),
  ];
}

async function opening(): Promise<Figure> {
  const context = contextOf(marketOf(5, '100'));
  const account = accountWith(5, '100000');
  const fill = { instrument: 'I1', side: 'long', quantity: '1', price: '100.5' } as const;
  const open = (): ReturnType<typeof decide> => {
    const { quantity, price, ...rest } = fill;
    const read = { quantity: new Dec(quantity), price: new Dec(price) };
    return decide(account, 'a', { type: 'open', ...rest, ...read }, context);
  };
  const plain = { collateral: new Decimal('100000'), positions: plainWith(5, '100') };
  const plainly = (): ReturnType<typeof plainOpen> => plainOpen(plain, fill, GRID);
  const decided = open();
  if (!decided.ok) throw new Error(decided.error.message);
  const held = decided.value.next.pools.get('cross')!.positions.get('I1')!;
  agree('open', text(held.quantity), plainly().next.positions[1]!.quantity.toFixed());
  return time('open through all checks, 5 positions', open, plainly);
}

async function cascades(size: number): Promise<Figure> {
  const crash = marketOf(size, '60');
  const broken = accountWith(size, '3000');
  const closes = cascade(broken, crash);
  const positions = plainWith(size, '60');
  const cash = new Decimal('3000');
  agree('cascade', String(closes), String(plainCascade(cash, positions)));
  return time(
    `cascade of ${closes} positions`,
    () => cascade(broken, crash),
    () => plainCascade(cash, positions),
  );
}

const LONG = '9'.repeat(1_000_000);

/** The exact path: medians, beside the same work written plainly with decimal.js. */
export const exactSuite: Suite = {
  name: 'exact',
  async *figures() {
    for (const size of SIZES) yield* await evaluation(size);
    yield await opening();
    for (const size of [30, 120]) yield await cascades(size);
    yield time('refusing a decimal of 1 MB', () => parseDecimal(LONG));
  },
};
