import { Decimal } from 'decimal.js';
import {
  Dec,
  EPOCH,
  configurationOf,
  instrumentOf,
  liquidationPrice,
  marginPool,
  measurePool,
  newAccount,
  decide,
  BUILT_IN_ORDERS,
  type Account,
  type Market,
} from '../../../domain/index.js';
import { surroundings, tableOf, type Figure } from '../report.js';

/**
 * The whole margin of one account and the liquidation price of its first position, here and with
 * packages that could be picked instead: the same account, and figures that are checked to agree
 * before anything is timed. Linear contracts in one currency, 10 % initial and 5 % maintenance
 * margin: what all of them know. See README.md for what each is asked.
 */
interface PlainAccount {
  readonly collateral: string;
  /** Signed sizes: a short is negative. */
  readonly positions: readonly { readonly size: string; readonly entry: string }[];
}

type Marks = readonly string[];

/** A way to evaluate the account at marks, and the two figures that are compared. */
interface Evaluator {
  evaluate(marks: Marks): unknown;
  figures(answer: unknown): { readonly slack: number; readonly price: number };
}

const SIZES = [1, 5, 10, 30];
const PEERS = [
  ['hyperliquid-math', './hyperliquid-math.mjs', 'hyperliquidMath'],
  ['@drift-labs/sdk', './drift-sdk.mjs', 'driftSdk'],
  ['@blockworks-foundation/mango-v4', './mango-v4.mjs', 'mangoV4'],
] as const;

/** Every third position is a short; about 60 are left above the maintenance margin. */
function accountOf(count: number): PlainAccount {
  const positions = Array.from({ length: count }, (_, index) => ({
    size: `${index % 3 === 2 ? '-' : ''}${1 + index}.5`,
    entry: '100.25',
  }));
  const needed = positions.reduce((sum, { size, entry }) => {
    const [held, mark] = [Number(size), 99.5];
    return sum - held * (mark - Number(entry)) + Math.abs(held) * mark * 0.05;
  }, 60);
  return { collateral: String(Math.ceil(needed)), positions };
}

function marketAt(marks: Marks): Market {
  const margin = { model: 'flat', initial: '0.1', maintenance: '0.05' } as const;
  const instruments = marks.map((_, index) =>
    instrumentOf({ id: `I${index}`, kind: 'linear', base: `I${index}`, quote: 'USD', margin }),
  );
  return {
    now: EPOCH,
    configuration: configurationOf({}),
    instruments: new Map(instruments.map((instrument) => [instrument.id, instrument])),
    marks: new Map(marks.map((mark, index) => [`I${index}`, { price: new Dec(mark), at: EPOCH }])),
    indexes: new Map(),
    rates: new Map(),
  };
}

function held({ collateral, positions }: PlainAccount, market: Market): Account {
  const commands = [
    { type: 'deposit', asset: 'USD', amount: new Dec(collateral) } as const,
    ...positions.map(({ size, entry }, index) => ({
      type: 'book' as const,
      instrument: `I${index}`,
      side: size.startsWith('-') ? ('short' as const) : ('long' as const),
      quantity: new Dec(size).abs(),
      entry: new Dec(entry),
    })),
  ];
  const context = { market, orders: BUILT_IN_ORDERS, fund: () => new Dec(0) };
  return commands.reduce((account, command) => {
    const decided = decide(account, 'a', command, context);
    if (!decided.ok) throw new Error(decided.error.message);
    return decided.value.next;
  }, newAccount('a'));
}

/** The engine reads the marks as strings too, each time, as the peers do. */
function plimsoll(account: PlainAccount): Evaluator {
  const market = marketAt(account.positions.map(({ entry }) => entry));
  const pool = marginPool(held(account, market), market, 'cross');
  return {
    evaluate: (marks) => {
      const prices = marks.map(
        (mark, index) => [`I${index}`, { price: new Dec(mark), at: EPOCH }] as const,
      );
      const now = { ...market, marks: new Map(prices) };
      const measure = measurePool(now, pool);
      return { measure, price: liquidationPrice(now, pool, pool.positions[0]!) };
    },
    figures: (answer) => {
      const { measure, price } = answer as {
        measure: ReturnType<typeof measurePool>;
        price: ReturnType<typeof liquidationPrice>;
      };
      const slack = measure.equity.minus(measure.maintenance).toString();
      return { slack: Number(slack), price: Number(price.exact?.toFixed(12, 'half-even')) };
    },
  };
}

/** CPU time of one evaluation in microseconds: the median of many short runs. */
function timed(one: Evaluator, turns: readonly Marks[]): number {
  const run = (count: number): number => {
    const before = process.cpuUsage();
    for (let turn = 0; turn < count; turn += 1) one.evaluate(turns[turn % turns.length]!);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / count;
  };
  const count = Math.max(20, Math.ceil(5000 / run(200)));
  return Array.from({ length: 41 }, () => run(count)).sort((a, b) => a - b)[20]!;
}

/** Figures in fixed point are cut, and a bisection stops at its step. */
function agree(peer: string, ours: Evaluator, theirs: Evaluator, marks: Marks): void {
  const expected = ours.figures(ours.evaluate(marks));
  const found = theirs.figures(theirs.evaluate(marks));
  const isNear =
    Math.abs(expected.slack - found.slack) < 1e-4 && Math.abs(expected.price - found.price) < 0.02;
  if (isNear) return;
  throw new Error(`${peer}: ${JSON.stringify(found)}, but ${JSON.stringify(expected)} here`);
}

async function load(file: string, name: string) {
  const made = (await import(file)) as Record<
    string,
    (account: PlainAccount, decimal: typeof Decimal) => Evaluator
  >;
  return made[name]!;
}

const figures: (Figure & { readonly suite: string })[] = [];
const around = surroundings();
for (const [peer, file, name] of PEERS) {
  const make = await load(file, name).catch((problem: unknown) => {
    process.stderr.write(`${peer} is skipped: ${(problem as Error).message.split('\n')[0]}\n`);
    return undefined;
  });
  for (const size of make === undefined ? [] : SIZES) {
    const account = accountOf(size);
    const turns = [account.positions.map(() => '99.5'), account.positions.map(() => '99.75')];
    const ours = plimsoll(account);
    const theirs = make!(account, Decimal);
    agree(peer, ours, theirs, turns[0]!);
    const baseline = { what: peer, value: timed(theirs, turns) };
    const what = `margin and liquidation price, ${size} positions`;
    figures.push({ suite: 'peers', what, value: timed(ours, turns), unit: 'us', baseline });
  }
}
process.stdout.write(
  process.argv.includes('--json')
    ? `${JSON.stringify({ ...around, figures }, null, 2)}\n`
    : tableOf({ ...around, figures }),
);
process.exit(0);
