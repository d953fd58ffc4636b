import fc from 'fast-check';
import type { ClosingSizeTerms, EngineTerms } from '../../domain/index.js';
import type { VenueBehaviour } from '../../src/adapters/simulated-venue.js';
import type { Command } from '../../src/application/commands.js';
import { WIDE, contractsFor } from '../support/wide-listing.js';
import { lossLimits, protect } from './command-arbitrary.js';
import { decimalIn } from './pool-arbitrary.js';

/** One holder does most of it, so that pools of many positions come up. */
const account = fc.constantFrom('alice', 'alice', 'alice', 'bob', 'carol');
const instrument = fc.constantFrom(...WIDE.instruments.map(({ id }) => id));
const side = fc.constantFrom('long' as const, 'short' as const);

/** Settlement values of fills; the lots are those nearest. Round ones make positions tie. */
const value = fc.oneof(fc.integer({ min: 60, max: 3500 }), fc.constantFrom(500, 1000));

const open = fc
  .record({
    account,
    instrument,
    side,
    value,
    mode: fc.constantFrom(
      'cross' as const,
      'cross' as const,
      'cross' as const,
      'isolated' as const,
    ),
    leverage: fc.option(fc.constantFrom('2', '5'), { nil: undefined }),
  })
  .map(({ value: size, leverage, ...fill }): Command => ({
    type: 'open',
    ...fill,
    quantity: contractsFor(fill.instrument, size),
    price: WIDE.marks[fill.instrument]!,
    ...(leverage && { leverage }),
  }));

const close = fc
  .record({ account, instrument, side, value: fc.option(value, { nil: undefined }) })
  .map(({ value: size, ...position }): Command => ({
    type: 'close',
    ...position,
    ...(size === undefined ? {} : { quantity: contractsFor(position.instrument, size) }),
  }));

const deposit = fc
  .record({ account, asset: fc.constantFrom('USD', 'USD', 'BTC'), amount: decimalIn(20, 900, 2) })
  .map(({ amount, asset, ...rest }): Command => ({
    type: 'deposit',
    ...rest,
    asset,
    amount: asset === 'BTC' ? `0.${amount.replace('.', '').padStart(5, '0')}` : amount,
  }));

const withdraw = fc
  .record({ account, amount: decimalIn(1, 400, 2) })
  .map((rest): Command => ({ type: 'withdraw', asset: 'USD', ...rest }));

/** Prices move by factors of their own, or not; the coin is worth what its future says. */
const percent = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 62, max: 138 }) },
  { weight: 1, arbitrary: fc.constant(100) },
);

const mark = fc.tuple(...WIDE.instruments.map(() => percent)).map((percents): Command => {
  const marks = Object.fromEntries(
    WIDE.instruments.map(({ id }, index) => [
      id,
      ((Number(WIDE.marks[id]) * percents[index]!) / 100).toFixed(4),
    ]),
  );
  return { type: 'mark', marks, rates: { BTC: marks['BTC-INV']!, XRP: marks['XRP-USD']! } };
});

const margin = fc
  .record({
    type: fc.constantFrom('addMargin' as const, 'removeMargin' as const),
    account,
    instrument,
    amount: decimalIn(0.01, 200, 2),
  })
  .map((command): Command => command);

const funding = fc
  .record({ instrument, rate: decimalIn(-0.01, 0.01, 4) })
  .map((command): Command => ({ type: 'funding', ...command }));

const leverage = fc
  .record({ account, instrument, leverage: fc.constantFrom('2', '4', '5') })
  .map((command): Command => ({ type: 'setLeverage', ...command }));

const usual = [
  { weight: 7, arbitrary: mark },
  { weight: 5, arbitrary: open },
  { weight: 2, arbitrary: close },
  { weight: 2, arbitrary: deposit },
  { weight: 2, arbitrary: withdraw },
  { weight: 2, arbitrary: margin },
  { weight: 1, arbitrary: funding },
  { weight: 1, arbitrary: leverage },
];

const guards: typeof usual = [
  { weight: 3, arbitrary: protect },
  { weight: 1, arbitrary: lossLimits },
];

/** Holders fund themselves, open positions, and then anything happens; each command has an id. */
function commandsOf(anything: typeof usual): fc.Arbitrary<Command[]> {
  return fc
    .tuple(
      fc.array(deposit, { minLength: 2, maxLength: 4 }),
      fc.array(open, { minLength: 6, maxLength: 16, size: 'max' }),
      fc.array(fc.oneof(...anything), { minLength: 6, maxLength: 16, size: 'max' }),
    )
    .map(([first, second, rest]) =>
      [...funded, ...first, ...second, ...rest].map((command, index) => ({
        ...command,
        id: `c${index}`,
      })),
    );
}

const funded: Command[] = ['alice', 'bob', 'carol'].map((holder, index) => ({
  type: 'deposit',
  account: holder,
  asset: 'USD',
  amount: String(700 - 150 * index),
}));

export const closingOrders = [
  'largest-loss-first',
  'oldest-first',
  'largest-maintenance-first',
  'largest-notional-first',
] as const;

const engineTerms: fc.Arbitrary<EngineTerms> = fc
  .record({
    order: fc.constantFrom(...closingOrders),
    size: fc.constantFrom<ClosingSizeTerms>('whole-position', 'just-enough', 'tier-down', {
      fraction: '0.3',
      above: '100',
    }),
    target: fc.constantFrom('1', '1.2'),
    fee: fc.constantFrom('0', '0.005'),
    boundary: fc.constantFrom('at-or-below' as const, 'below' as const),
    profitWeight: fc.constantFrom('1', '0.8'),
    netting: fc.constantFrom('none' as const, 'max-side-per-underlying' as const),
    positionMode: fc.constantFrom('one-way' as const, 'one-way' as const, 'hedge' as const),
  })
  .map(({ order, size, target, fee, ...terms }) => ({
    ...terms,
    liquidation: { order, size, target, fee },
    fees: { maker: '0.0002', taker: '0.0005' },
  }));

const venue: fc.Arbitrary<VenueBehaviour> = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  slippage: fc.constantFrom('0', '0.02'),
  partial: fc.constantFrom(0, 0.4),
  lostAnswer: fc.constantFrom(0, 0.3),
  failure: fc.constantFrom(0, 0.2),
});

/** A day at a venue: its terms, how well it fills, and what its holders do. */
export interface Day {
  readonly engine: EngineTerms;
  readonly venue: VenueBehaviour;
  readonly commands: readonly Command[];
}

export const dayArbitrary: fc.Arbitrary<Day> = fc.record({
  engine: engineTerms,
  venue,
  commands: commandsOf(usual),
});

/** A day with protective orders and loss limits beside everything else. */
export const guardedDayArbitrary: fc.Arbitrary<Day> = fc.record({
  engine: engineTerms,
  venue,
  commands: commandsOf([...usual, ...guards]),
});

/** A day on which the venue always answers and fills whole. */
export const calmDayArbitrary: fc.Arbitrary<Day> = dayArbitrary.map(
  ({ venue: { seed }, ...day }) => ({
    ...day,
    venue: { seed },
  }),
);
