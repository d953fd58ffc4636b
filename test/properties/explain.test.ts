import fc from 'fast-check';
import {
  Rational,
  marginPool,
  measurePool,
  poolsInOrder,
  type Derivation,
  type EngineTerms,
  type InstrumentTerms,
  type PortfolioMarginTerms,
} from '../../domain/index.js';
import type { Command } from '../../src/application/commands.js';
import {
  POOL_FIGURES,
  POSITION_FIGURES,
  poolFigure,
  positionFigure,
  type Figure,
} from '../../src/application/figures.js';
import { INVERSE, LINEAR, SECOND, worldOf, type World } from '../support/world.js';
import { decimalIn } from './pool-arbitrary.js';

const RUNS = 60;
const seen = {
  figures: 0,
  units: 0,
  together: 0,
  none: 0,
  nodes: 0,
  fills: 0,
  tiers: 0,
  irrational: 0,
};
const combinations = new Map<string, number>();

const MORE: readonly InstrumentTerms[] = [
  {
    ...SECOND,
    id: 'SLOPE-PERP',
    base: 'SLP',
    margin: {
      model: 'slope',
      unit: 'notional',
      initial: { base: '0.1', perUnit: '0.00001' },
      maintenance: { base: '0.05', perUnit: '0.000003' },
    },
  },
  {
    ...SECOND,
    id: 'WHOLE-PERP',
    base: 'BTC',
    margin: {
      model: 'tiered',
      by: 'notional',
      scope: 'whole',
      tiers: [
        { from: '0', initial: '0.05', maintenance: '0.02' },
        { from: '4000', initial: '0.2', maintenance: '0.1' },
      ],
      closeFee: '0.001',
      closeFeeIn: 'ratio',
    },
  },
  {
    ...SECOND,
    id: 'ENTRY-PERP',
    base: 'ENT',
    margin: { ...SECOND.margin, maintenanceBasis: 'entry' } as never,
  },
  { ...INVERSE, id: 'LEV-INV', margin: { model: 'leverage', maintenanceFraction: '0.5' } },
  {
    id: 'SPOT',
    kind: 'spot-margin',
    base: 'BTC',
    quote: 'USD',
    maxLeverage: '5',
    margin: { model: 'used', callLevel: '0.8', liquidationLevel: '0.4' },
  },
  {
    ...LINEAR,
    id: 'PM-PERP',
    margin: { model: 'scenario', closeFee: '0.001', closeFeeIn: 'ratio' },
  },
  { ...SECOND, id: 'PM-SECOND', margin: { model: 'scenario' } },
  { ...INVERSE, id: 'PM-INV', margin: { model: 'scenario' } },
];

/** Two units that offset each other, with everything a unit may have. */
const PORTFOLIO: PortfolioMarginTerms = {
  units: [
    {
      bases: ['BTC'],
      shocks: [{ price: '-0.1' }, { price: '0.12', weight: '0.7' }],
      lossFactor: { maintenance: '0.8', initial: '1' },
      charges: [
        { on: 'offset', at: 'index', maintenance: '0.01' },
        { on: 'gross', maintenance: '0.002', initial: '0.003' },
      ],
      minimum: [
        {
          rate: '0.03',
          on: 'net',
          factors: [
            { from: '0', factor: '1' },
            { from: '100', factor: '2' },
          ],
        },
      ],
    },
    {
      bases: ['*'],
      shocks: [{ price: '-0.2' }, { price: '0.2' }],
      lossFactor: { maintenance: '1', initial: '1.3' },
    },
  ],
  debt: { maintenance: '0.02', initial: '0.1' },
  offsets: [{ units: ['BTC', 'ETH'], fraction: '0.5' }],
};

const INSTRUMENTS = [LINEAR, SECOND, INVERSE, ...MORE];

const setting = fc.record({
  terms: fc.record({
    netting: fc.constantFrom('none' as const, 'max-side-per-underlying' as const),
    profitWeight: fc.constantFrom('1', '0.6', '0'),
    boundary: fc.constantFrom('at-or-below' as const, 'below' as const),
    bankruptcyShare: fc.constantFrom('whole' as const, 'by-maintenance' as const),
    liquidationPriceBuffer: fc.constantFrom('0', '0.01'),
    liquidationPriceRounding: fc.constantFrom<NonNullable<EngineTerms['liquidationPriceRounding']>>(
      'none',
      'toward-entry',
      'one-tick-early',
      { rounding: 'half-up', decimals: 2 },
    ),
    health: fc.constantFrom<NonNullable<EngineTerms['health']>>(
      { name: 'margin level', view: 'level' },
      { name: 'uniMMR', view: 'cover', unit: 'percent' },
      { name: 'margin ratio', view: 'ratio', rounding: { rounding: 'half-up', decimals: 2 } },
      { name: 'MM rate', view: 'rate', rounding: { rounding: 'down', decimals: 4 } },
    ),
    withdrawal: fc.constantFrom({ notionalShare: '0' }, { notionalShare: '0.4' }),
    profitWithdrawable: fc.boolean(),
    trigger: fc.constantFrom('1', '1.2'),
    sides: fc.constantFrom('sum' as const, 'larger' as const),
    reducing: fc.constantFrom('charged' as const, 'free' as const),
  }),
  portfolio: fc.boolean(),
  profit: fc.constantFrom('separate' as const, 'with-balance' as const),
  usd: decimalIn(-500, 6000, 1),
  btc: decimalIn(-0.5, 2, 2),
  eur: decimalIn(0, 300, 0),
  positions: fc.array(
    fc.record({
      of: fc.integer({ min: 0, max: INSTRUMENTS.length - 1 }),
      side: fc.constantFrom('long' as const, 'short' as const),
      size: fc.integer({ min: 1, max: 60 }),
      entry: fc.integer({ min: 80, max: 125 }),
      mode: fc.constantFrom('cross' as const, 'cross' as const, 'isolated' as const),
      leverage: fc.constantFrom('2', '3', '7'),
      add: fc.boolean(),
      close: fc.boolean(),
    }),
    { minLength: 0, maxLength: 5 },
  ),
  marks: fc.array(fc.integer({ min: 70, max: 140 }), { minLength: 11, maxLength: 11 }),
  order: fc.boolean(),
});

type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never;

/** Prices around 100 for a lot of 0.1, around 1,000 for the coin. */
const scaleOf = ({ base }: InstrumentTerms): number => (base === 'BTC' ? 10 : 1);

function* commandsOf({ usd, btc, eur, positions, marks, order }: Setting): Generator<Command> {
  const account = 'a';
  yield { type: 'balance', account, asset: 'USD', amount: usd };
  yield { type: 'balance', account, asset: 'BTC', amount: btc };
  if (eur !== '0') yield { type: 'deposit', account, asset: 'EUR', amount: eur };
  for (const { of, side, size, entry, mode, leverage, add, close } of positions) {
    const instrument = INSTRUMENTS[of]!;
    const price = String(entry * scaleOf(instrument));
    const whole = instrument.kind === 'inverse' ? size * 10 : size / scaleOf(instrument);
    const quantity = String(whole);
    const fill = { account, instrument: instrument.id, side, quantity, mode } as const;
    yield { type: 'book', ...fill, entry: price, leverage };
    if (add) yield { type: 'open', ...fill, price };
    if (close) yield { type: 'close', ...fill, quantity: String(whole / 2), price };
  }
  if (order) {
    for (const side of ['long', 'short'] as const) {
      const at = { instrument: 'ETH-PERP', side, quantity: '2', price: '99' };
      yield { type: 'order', account, order: `o-${side}`, ...at };
    }
  }
  yield { type: 'funding', instrument: 'ETH-PERP', rate: '0.0013', mark: '101' };
  const priced = INSTRUMENTS.map((instrument, index) => [
    instrument.id,
    String(marks[index]! * scaleOf(instrument)),
  ]);
  yield {
    type: 'mark',
    marks: Object.fromEntries(priced.slice(0, marks[0]! > 100 ? 11 : 6)) as Record<string, string>,
    rates: { BTC: String(marks[2]! * 10), EUR: '1.1' },
  };
}

async function worldWith(chosen: Setting): Promise<World> {
  const { trigger, sides, reducing, ...terms } = chosen.terms;
  const world = await worldOf(
    {
      ...terms,
      liquidation: { trigger, target: '1.3', call: '1.5' },
      orders: { sides, reducing },
      fees: { maker: '0.0002', taker: '0.0005' },
    },
    { seed: 1 },
  );
  const { engine, state } = world;
  const { configuration } = { configuration: state.configuration.terms };
  const setup: Command[] = [
    ...MORE.map((instrument) => ({ type: 'listInstrument' as const, instrument })),
    {
      type: 'setConfiguration',
      configuration: {
        ...configuration,
        engine: {
          ...configuration.engine,
          ...(chosen.portfolio ? { portfolioMargin: PORTFOLIO } : {}),
        },
        liquidate: false,
        assets: [
          chosen.portfolio
            ? {
                asset: 'BTC',
                haircut: { maintenance: '0.1', initial: '0.25' },
                unit: 'BTC',
                profit: chosen.profit,
              }
            : {
                asset: 'BTC',
                profit: chosen.profit,
                tiers: [
                  { from: '0', weight: '0.9' },
                  { from: '1', weight: '0.7' },
                ],
              },
          { asset: 'EUR', haircut: '0.02', countsFor: ['spot', 'staked'] },
        ],
      },
    },
  ];
  for (const command of setup) {
    const answer = await engine.handle(command);
    if (!answer.ok) throw new Error(answer.error.message);
  }
  for (const command of commandsOf(chosen)) await engine.handle(command);
  return world;
}

const ROUNDED = new Set(['floor', 'ceiling', 'half-up', 'half-even', 'down', 'up']);

function read({ value, exact }: Derivation): Rational {
  const [n = '', d] = (exact ?? value).split('/');
  return d === undefined ? Rational.fromDecimalString(n) : Rational.of(BigInt(n), BigInt(d));
}

/** Works a node out of its parts once more, by the rule it names. */
function checkNode(node: Derivation): void {
  seen.nodes += 1;
  const { by, parts, value, figure } = node;
  if (by !== undefined) combinations.set(by, (combinations.get(by) ?? 0) + 1);
  if (by === undefined) {
    if (node.formula === undefined) expect(node.source).toMatch(/\S/);
  } else if (by === 'first-true') {
    expect(value).toBe(parts.find((part) => part.value === 'true')?.figure);
  } else if (by === 'at-or-below' || by === 'below') {
    const order = read(parts[0]!).cmp(read(parts[1]!));
    expect(value).toBe(String(by === 'below' ? order < 0 : order <= 0));
  } else if (by === 'root') {
    const x = read(node);
    const at = parts.map(read).reduceRight((sum, part) => sum.times(x).plus(part), Rational.ZERO);
    if (at.sign() !== 0) seen.irrational += 1;
    expect(at.abs().cmp(Rational.of(1n, 10n ** 100n))).toBeLessThanOrEqual(0);
  } else if (ROUNDED.has(by)) {
    const far = read(node).minus(read(parts[0]!)).abs();
    expect(far.cmp(Rational.ONE)).toBeLessThan(0);
    expect(read(node).d).toBe(1n);
    if (by === 'floor') expect(read(node).cmp(read(parts[0]!))).toBeLessThanOrEqual(0);
    if (by === 'ceiling') expect(read(node).cmp(read(parts[0]!))).toBeGreaterThanOrEqual(0);
  } else {
    expect({
      figure,
      difference: read(node)
        .minus(evaluate(by, parts.map(read)))
        .sign(),
    }).toEqual({
      figure,
      difference: 0,
    });
  }
  if (figure.includes('of the tier from')) seen.tiers += 1;
  if (figure.startsWith('worst loss of unit')) seen.units += 1;
  if (figure === 'worst loss together') seen.together += 1;
  if (/ at \d/.test(figure) && node.source?.startsWith('event') === true) seen.fills += 1;
  for (const part of [...parts, ...(node.beside ?? [])]) checkNode(part);
}

function evaluate(by: string, [first = Rational.ZERO, ...rest]: Rational[]): Rational {
  switch (by) {
    case 'sum':
      return rest.reduce((a, b) => a.plus(b), first);
    case 'difference':
      return rest.reduce((a, b) => a.minus(b), first);
    case 'product':
      return rest.reduce((a, b) => a.times(b), first);
    case 'quotient':
      return first.over(rest[0]!);
    case 'largest':
      return rest.reduce((a, b) => (a.cmp(b) >= 0 ? a : b), first);
    case 'smallest':
      return rest.reduce((a, b) => (a.cmp(b) <= 0 ? a : b), first);
    default:
      throw new Error(`no rule ${by}`);
  }
}

/** The root of an explanation is the figure itself, exactly. */
function checkRoot(root: Derivation, measured: Figure): void {
  seen.figures += 1;
  if (measured instanceof Rational) {
    const at = `${root.figure} ${root.value} ${measured.toString()}`;
    expect({ at, difference: read(root).minus(measured).sign() }).toEqual({ at, difference: 0 });
  } else {
    if (measured === null) seen.none += 1;
    expect(root.value).toBe(measured === null ? 'none' : String(measured));
  }
  checkNode(root);
}

async function checkAccount({ engine }: World): Promise<void> {
  const account = await engine.account('a');
  if (account === undefined) return;
  const { market } = engine;
  for (const { id: pool } of poolsInOrder(account)) {
    const measure = measurePool(market, marginPool(account, market, pool));
    for (const figure of POOL_FIGURES) {
      const answer = await engine.query({ ask: 'explain', account: 'a', pool, figure });
      if (!answer.ok) throw new Error(`${figure}: ${answer.error.message}`);
      checkRoot(answer.value, poolFigure(account, market, pool, figure, measure));
    }
    for (const valuation of measure.valuations) {
      const position = valuation.position.key;
      for (const figure of POSITION_FIGURES) {
        const answer = await engine.query({ ask: 'explain', account: 'a', pool, figure, position });
        if (!answer.ok) throw new Error(`${figure}: ${answer.error.message}`);
        checkRoot(answer.value, positionFigure(market, measure, valuation, figure));
      }
    }
  }
}

describe('an explanation', () => {
  it('has the figure as its root, and every node follows from its parts by its rule', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async (chosen) => {
        await checkAccount(await worldWith(chosen));
      }),
      { numRuns: RUNS, seed: 47 },
    );
    expect(seen.figures).toBeGreaterThan(RUNS * 30);
    expect(seen.none).toBeGreaterThan(RUNS / 4);
    expect(seen.fills).toBeGreaterThan(RUNS * 10);
    expect(seen.tiers).toBeGreaterThan(RUNS);
    expect(seen.units).toBeGreaterThan(RUNS);
    expect(seen.together).toBeGreaterThan(RUNS / 10);
    const met = (rule: string) => combinations.get(rule) ?? 0;
    for (const rule of ['sum', 'difference', 'product', 'quotient', 'largest', 'smallest']) {
      expect({ rule, met: met(rule) > RUNS }).toEqual({ rule, met: true });
    }
    for (const rule of ['root', 'first-true', 'at-or-below', 'below', 'half-up']) {
      expect({ rule, met: met(rule) > RUNS / 10 }).toEqual({ rule, met: true });
    }
  }, 300_000);
});
