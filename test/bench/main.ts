import { cpus } from 'node:os';
import Table from 'cli-table3';
import { Decimal } from 'decimal.js';
import { Bench } from 'tinybench';
import {
  BUILT_IN_ORDERS,
  Dec,
  EPOCH,
  Exact,
  advanceCase,
  applyCloseOut,
  configurationOf,
  decide,
  evolve,
  instrumentOf,
  liquidationPrice,
  marginPool,
  measureLine,
  newAccount,
  parseDecimal,
  priceOf,
  quantityOf,
  type Account,
  type DecisionContext,
  type Market,
} from '../../domain/index.js';
import { plainCascade, plainLiquidationPrice, plainMeasure, type PlainPosition } from './plain.js';

interface Row {
  readonly work: string;
  readonly microseconds: number;
  readonly plainMicroseconds: number;
  readonly ratio: number;
}

const SIZES = [1, 5, 10, 30];

function marketOf(count: number, mark: string): Market {
  const ids = Array.from({ length: count }, (_, index) => `I${index}`);
  const instruments = ids.map((id) =>
    instrumentOf({
      id,
      kind: 'linear',
      base: id,
      quote: 'USD',
      margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
    }),
  );
  return {
    now: EPOCH,
    configuration: configurationOf({ engine: { fees: { taker: '0.0005' } } }),
    instruments: new Map(instruments.map((instrument) => [instrument.id, instrument])),
    marks: new Map(ids.map((id) => [id, { price: new Dec(mark), at: EPOCH }])),
    indexes: new Map(),
    rates: new Map(),
  };
}

const context = (market: Market): DecisionContext => ({
  market,
  orders: BUILT_IN_ORDERS,
  fund: () => new Dec(0),
});

function accountWith(count: number, collateral: string): Account {
  let account = newAccount('a');
  const deposit = { type: 'deposit', asset: 'USD', amount: new Dec(collateral) } as const;
  const { market } = { market: marketOf(count, '100') };
  for (const command of [
    deposit,
    ...Array.from({ length: count }, (_, index) => ({
      type: 'book' as const,
      instrument: `I${index}`,
      side: 'long' as const,
      quantity: new Dec(`${1 + index}.5`),
      entry: new Dec('100.25'),
    })),
  ]) {
    const decided = decide(account, 'a', command, context(market));
    if (!decided.ok) throw new Error(decided.error.message);
    account = decided.value.next;
  }
  return account;
}

function plainWith(count: number, mark: string): PlainPosition[] {
  return Array.from({ length: count }, (_, index) => ({
    sign: 1 as const,
    quantity: new Decimal(`${1 + index}.5`),
    entry: new Decimal('100.25'),
    mark: new Decimal(mark),
    rate: new Decimal('0.05'),
  }));
}

/** Runs a whole case with fills at the mark; pure, so the loop itself is what is timed. */
function cascade(account: Account, market: Market): number {
  const where = context(market);
  let state = account;
  let closes = 0;
  for (;;) {
    const { next, request } = advanceCase(state, where, 'cross', new Set());
    state = next;
    if (request === undefined) return closes;
    const price = priceOf(market.marks.get(request.instrument)!.price);
    const executions = [{ quantity: quantityOf(request.quantity), price }];
    state = applyCloseOut(state, where, request, { executions }).next;
    closes += 1;
  }
}

async function time(work: string, ours: () => unknown, plain: () => unknown): Promise<Row> {
  const bench = new Bench({ time: 250, warmupTime: 100 });
  bench.add('ours', ours).add('plain', plain);
  await bench.run();
  const [first, second] = bench.tasks.map(({ result }) =>
    'latency' in result ? result.latency.p50 * 1000 : Number.NaN,
  );
  const microseconds = first ?? Number.NaN;
  const plainMicroseconds = second ?? Number.NaN;
  return { work, microseconds, plainMicroseconds, ratio: microseconds / plainMicroseconds };
}

async function rows(): Promise<Row[]> {
  const all: Row[] = [];
  for (const size of SIZES) {
    // Two markets in turn: a valuation kept from the last measurement must not be found again.
    const markets = [marketOf(size, '99.5'), marketOf(size, '99.75')];
    let turn = 0;
    const market = (): Market => markets[(turn += 1) % 2]!;
    const pool = marginPool(accountWith(size, '100000'), market(), 'cross');
    const plain = plainWith(size, '99.5');
    const cash = new Decimal('100000');
    const position = pool.positions[0]!;
    all.push(
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
    );
  }
  const market = marketOf(5, '100');
  const account = accountWith(5, '100000');
  const open = {
    type: 'open',
    instrument: 'I0',
    side: 'long',
    quantity: new Dec(1),
    price: new Dec(100),
  } as const;
  const plainFive = plainWith(5, '100');
  all.push(
    await time(
      'open through all checks, 5 positions',
      () => decide(account, 'a', open, context(market)),
      () => {
        const { equity } = plainMeasure(new Decimal('100000'), plainFive);
        return equity.gt(
          plainFive.reduce(
            (sum, { quantity, mark }) => sum.plus(quantity.times(mark).times('0.1')),
            new Decimal(10),
          ),
        );
      },
    ),
  );
  for (const size of [30, 120]) {
    const crash = marketOf(size, '60');
    const broken = accountWith(size, '3000');
    const closes = cascade(broken, crash);
    all.push(
      await time(
        `cascade of ${closes} positions`,
        () => cascade(broken, crash),
        () => plainCascade(new Decimal('3000'), plainWith(size, '60')),
      ),
    );
  }
  all.push(
    await time(
      'refusing a decimal of 1 MB (plain: reading it)',
      () => parseDecimal(LONG),
      () => new Decimal(LONG),
    ),
  );
  return all;
}

const LONG = '9'.repeat(1_000_000);

// A line that is never read would be optimized away; this keeps the work honest.
if (
  measureLine(
    marketOf(1, '1'),
    marginPool(
      evolve(newAccount('a'), { type: 'AccountOpened', account: 'a' }),
      marketOf(1, '1'),
      'cross',
    ),
  ).equity.cmp(Exact.ZERO) !== 0
) {
  throw new Error('an empty account has equity');
}

const measured = await rows();
if (process.argv.includes('--json')) {
  process.stdout.write(`${JSON.stringify({ machine: machine(), rows: measured }, null, 2)}\n`);
} else {
  const table = new Table({
    head: ['work', 'median us', 'plain decimal.js us', 'ratio'],
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right', 'right'],
  });
  for (const { work, microseconds, plainMicroseconds, ratio } of measured) {
    table.push([work, microseconds.toFixed(2), plainMicroseconds.toFixed(2), ratio.toFixed(2)]);
  }
  process.stdout.write(`${machine()}\n${table.toString()}\n`);
}

function machine(): string {
  const [first] = cpus();
  return `${cpus().length} x ${first?.model ?? 'unknown'}, Node ${process.version}`;
}
