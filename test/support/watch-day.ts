import fc from 'fast-check';
import type { AssetTerms, EngineTerms, InstrumentTerms } from '../../domain/index.js';
import type { Command } from '../../src/application/commands.js';
import { WIDE } from './wide-listing.js';

/** A day of an engine on which every feature that a watch has to know of comes up. */
export interface WatchDay {
  readonly engine: EngineTerms;
  readonly assets: readonly AssetTerms[];
  readonly seed: number;
  readonly commands: readonly Command[];
}

const linear = (id: string, more: Partial<InstrumentTerms> = {}): InstrumentTerms => ({
  id,
  kind: 'linear',
  base: id.split('-')[0]!,
  quote: 'USD',
  lot: '0.1',
  maxLeverage: '20',
  margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
  ...more,
});

/** What the wide listing does not have: other bases, another pay asset, sources and ages. */
const MORE: readonly InstrumentTerms[] = [
  linear('IDX-PERP', {
    margin: {
      model: 'tiered',
      by: 'notional',
      scope: 'whole',
      initialBasis: 'index',
      maintenanceBasis: 'index',
      tiers: [
        { from: '0', initial: '0.1', maintenance: '0.05' },
        { from: '800', initial: '0.2', maintenance: '0.1' },
      ],
    },
  }),
  linear('ENT-PERP', {
    margin: { model: 'flat', initial: '0.1', maintenance: '0.05', maintenanceBasis: 'entry' },
  }),
  linear('EUR-PAID', { base: 'BTC', quote: 'EUR' }),
  linear('SRC-PERP', {
    sources: {
      from: [
        { name: 'a', maxAge: 'PT1H' },
        { name: 'b', maxAge: 'PT1H' },
      ],
      tolerance: '0.02',
    },
  }),
  linear('AGE-PERP', { maxMarkAge: 'PT20M' }),
  linear('SLO-PERP', {
    margin: {
      model: 'slope',
      unit: 'notional',
      initial: { base: '0.1', perUnit: '0.00002' },
      maintenance: { base: '0.05', perUnit: '0.00001' },
    },
  }),
];

const UNIT: InstrumentTerms = linear('UNIT-PERP', { base: 'ETH', margin: { model: 'scenario' } });
/** Listed during the day only, and without a mark at first. */
const LATE: InstrumentTerms = linear('LATE-PERP', { base: 'ETH' });

export const LISTED: readonly InstrumentTerms[] = [...WIDE.instruments, ...MORE];

export const FIRST: Readonly<Record<string, string>> = {
  ...WIDE.marks,
  'IDX-PERP': '100',
  'ENT-PERP': '100',
  'EUR-PAID': '100',
  'AGE-PERP': '100',
  'SLO-PERP': '100',
  'UNIT-PERP': '100',
};
export const FIRST_RATES: Readonly<Record<string, string>> = { ...WIDE.rates, EUR: '1.1' };

const MOVING = Object.keys(FIRST).filter((id) => id !== 'UNIT-PERP');
const account = fc.constantFrom('alice', 'alice', 'bob', 'carol', 'dave');
const side = fc.constantFrom('long' as const, 'short' as const);
const cents = (low: number, high: number): fc.Arbitrary<string> =>
  fc.integer({ min: low * 100, max: high * 100 }).map((value) => (value / 100).toFixed(2));

/** The instruments of a day: those under portfolio margin only where that is configured. */
export function listedOn({ engine }: WatchDay): readonly InstrumentTerms[] {
  return engine.portfolioMargin === undefined ? LISTED : [...LISTED, UNIT];
}

const GUARDED = ['ETH-PERP', 'BTC-PERP', 'XRP-USD', 'SOL-PERP'];
const instrument = fc.constantFrom(
  ...[...MOVING, 'UNIT-PERP', 'LATE-PERP', 'SRC-PERP', 'EUR-PAID'],
  ...[...GUARDED, 'ETH-PERP'],
);

/** Contracts of about that value at the first price. */
function contracts(id: string, value: number): string {
  const terms = [...LISTED, UNIT, LATE].find((one) => one.id === id)!;
  const price = Number(FIRST[id] ?? '100') * Number(terms.multiplier ?? '1');
  const worth = terms.kind === 'inverse' ? 1 : price;
  const lot = Number(terms.lot ?? '0.1');
  const least = Number(terms.minQuantity ?? terms.lot ?? '0.1');
  const lots = Math.max(Math.round(value / worth / lot), Math.ceil(least / lot));
  return (lots * lot).toFixed(2);
}

const open = fc
  .record({
    account,
    instrument,
    side,
    value: fc.integer({ min: 60, max: 4500 }),
    mode: fc.constantFrom('cross' as const, 'cross' as const, 'isolated' as const),
    leverage: fc.constantFrom(undefined, '2', '5'),
  })
  .map(({ value, leverage, ...fill }): Command => ({
    type: 'open',
    ...fill,
    quantity: contracts(fill.instrument, value),
    price: FIRST[fill.instrument] ?? '100',
    ...(leverage === undefined ? {} : { leverage }),
  }));

const close = fc
  .record({ account, instrument })
  .map((position): Command => ({ type: 'close', ...position }));

const money = fc
  .record({
    type: fc.constantFrom('deposit' as const, 'deposit' as const, 'withdraw' as const),
    account,
    asset: fc.constantFrom('USD', 'USD', 'BTC', 'EUR', 'XRP', 'DOGE'),
    amount: cents(10, 700),
  })
  .map(({ amount, asset, ...rest }): Command => ({
    ...rest,
    asset,
    amount: asset === 'BTC' ? (Number(amount) / 1000).toFixed(5) : amount,
  }));

/** Shares of the first price: wide jumps, and steps so small that lines are met from nearby. */
const percent = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 8000, max: 12_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 4500, max: 16_000 }) },
);
const at = (price: string, share: number): string => ((Number(price) * share) / 10_000).toFixed(6);

const some = (ids: readonly string[]) =>
  fc.uniqueArray(fc.tuple(fc.constantFrom(...ids), percent), {
    selector: ([id]) => id,
    maxLength: ids.length,
    size: 'max',
  });
const priced = (first: Readonly<Record<string, string>>, moved: readonly [string, number][]) =>
  Object.fromEntries(moved.map(([id, share]) => [id, at(first[id]!, share)]));

const mark = fc
  .record({
    marks: some([...MOVING, 'UNIT-PERP']),
    indexes: some(['IDX-PERP', 'ETH-PERP', 'UNIT-PERP']),
    lasts: some(['ETH-PERP', 'BTC-PERP', 'XRP-USD']),
    rates: some(Object.keys(FIRST_RATES)),
    with: fc.constantFrom('marks', 'all', 'rates'),
  })
  .map(({ marks, indexes, lasts, rates, with: brings }): Command => ({
    type: 'mark',
    partial: true,
    marks: brings === 'rates' ? {} : priced(FIRST, marks),
    ...(brings === 'all' ? { indexes: priced(FIRST, indexes), lasts: priced(FIRST, lasts) } : {}),
    ...(brings === 'marks' ? {} : { rates: priced(FIRST_RATES, rates) }),
  }));

/** All prices together by one share: what moves everybody at once. */
const crash = percent.map((share): Command => ({
  type: 'mark',
  partial: true,
  marks: Object.fromEntries(Object.entries(FIRST).map(([id, price]) => [id, at(price, share)])),
  rates: { BTC: at('1000', share), XRP: at('2', share) },
}));

const source = fc
  .record({ a: fc.option(percent), b: fc.option(percent) })
  .map(({ a, b }): Command => ({
    type: 'source',
    prices: {
      'SRC-PERP': {
        ...(a === null ? {} : { a: at('100', a) }),
        ...(b === null ? { b: at('100', a ?? 10_000) } : { b: at('100', b) }),
      },
    },
  }));

const trigger = fc.constantFrom(
  'mark' as const,
  'mark' as const,
  'last' as const,
  'index' as const,
);
const protect = fc.constantFrom(...GUARDED).chain((id) => {
  const price = percent.map((share) => at(FIRST[id]!, share));
  return fc.record(
    {
      type: fc.constant('protect' as const),
      account,
      instrument: fc.constant(id),
      stopLoss: fc.record({ price, trigger }),
      takeProfit: fc.record({ price, trigger }),
      trailing: fc.oneof(
        fc.record({ percent: cents(1, 30), trigger }),
        fc.record({ amount: percent.map((share) => at(FIRST[id]!, share / 20)), trigger }),
      ),
    },
    { requiredKeys: ['type', 'account', 'instrument'] },
  );
});

const measures = fc.oneof(
  fc.record({
    measure: fc.constant('cover' as const),
    at: fc.constantFrom(['6', '3', '1.5'], ['2.2']),
  }),
  fc.record({ measure: fc.constant('usage' as const), at: fc.constant(['17', '33', '70']) }),
  fc.record({ measure: fc.constant('level' as const), at: fc.constant(['300', '170', '110']) }),
  fc.record({ measure: fc.constant('equityRatio' as const), at: fc.constant(['40', '20', '12']) }),
  fc.record({ measure: fc.constant('buffer' as const), at: fc.constant(['150', '90']) }),
);
const alerts = fc
  .tuple(measures, fc.constantFrom('0', '0.05', '0.3'))
  .map(([terms, hysteresis]) => ({ ...terms, hysteresis }));

const terms = fc.oneof(
  fc
    .record({ account, alerts: fc.oneof(alerts, fc.constantFrom('on' as const, 'off' as const)) })
    .map((one): Command => ({ type: 'setAlerts', ...one })),
  fc
    .record({ account, instrument, leverage: fc.constantFrom('2', '4', '5') })
    .map((one): Command => ({ type: 'setLeverage', ...one })),
  fc
    .record({
      instrument: fc.constantFrom('ETH-PERP', 'SOL-PERP', 'ENT-PERP'),
      rate: fc.constantFrom('0.03', '0.09'),
      from: fc.constantFrom(undefined, '2026-01-01T03:00:00Z'),
    })
    .map(({ instrument: id, rate, from }): Command => ({
      type: 'setSchedule',
      instrument: id,
      margin: { model: 'flat', initial: '0.2', maintenance: rate },
      ...(from === undefined ? {} : { from }),
    })),
  fc.constant<Command>({ type: 'listInstrument', instrument: LATE }),
  percent.map((share): Command => ({ type: 'mark', marks: { 'LATE-PERP': at('100', share) } })),
  fc.constant<Command>({ type: 'openInterest', instrument: 'ETH-PERP', notional: '1000000' }),
  fc
    .record({ account, instrument, cap: cents(20, 200) })
    .map((one): Command => ({ type: 'autoMargin', ...one })),
);

const charges = fc.oneof(
  fc
    .record({ instrument, rate: fc.constantFrom('0.01', '-0.01', '0.0003') })
    .map((one): Command => ({ type: 'funding', ...one })),
  fc.constant<Command>({ type: 'accrue' }),
  fc
    .record({
      type: fc.constantFrom('addMargin' as const, 'removeMargin' as const),
      account,
      instrument,
      amount: cents(1, 150),
    })
    .map((one): Command => one),
);

const limits = fc
  .record({ account, limit: fc.constantFrom('150', '600') })
  .map(({ account: id, limit }): Command => ({
    type: 'lossLimits',
    account: id,
    limits: { position: { limit, policy: 'close' }, account: { limit: '900' } },
  }));

const anything = fc.oneof(
  { weight: 9, arbitrary: mark },
  { weight: 3, arbitrary: crash },
  { weight: 2, arbitrary: source },
  { weight: 4, arbitrary: open },
  { weight: 2, arbitrary: close },
  { weight: 3, arbitrary: money },
  { weight: 4, arbitrary: protect },
  { weight: 2, arbitrary: terms },
  { weight: 2, arbitrary: charges },
  { weight: 1, arbitrary: limits },
);

const FUNDED: readonly Command[] = ['alice', 'bob', 'carol', 'dave'].map((holder, index) => ({
  type: 'deposit',
  account: holder,
  asset: 'USD',
  amount: String(1500 - 250 * index),
}));

/** Every command stands at an instant; time goes on by minutes. */
const commands = fc
  .tuple(
    fc.array(money, { minLength: 2, maxLength: 4 }),
    fc.array(open, { minLength: 6, maxLength: 14, size: 'max' }),
    fc.array(protect, { minLength: 6, maxLength: 10, size: 'max' }),
    fc.array(fc.tuple(anything, fc.integer({ min: 0, max: 12 })), {
      minLength: 15,
      maxLength: 40,
      size: 'max',
    }),
  )
  .map(([first, second, third, rest]): Command[] => {
    let minutes = 0;
    const timed = rest.map(([command, later]): Command => {
      minutes += later;
      const time = new Date(Date.UTC(2026, 0, 1) + minutes * 60_000).toISOString();
      return { ...command, at: time };
    });
    return [...FUNDED, ...first, ...second, ...third, ...timed];
  });

const STAGES = [
  { do: 'alert', at: '2' },
  { do: 'block-risk', at: '1.5', target: '1.8' },
  { do: 'repay', at: '1.4', cooldown: 'PT10M' },
  { do: 'convert-collateral', at: '1.2', target: '1.3' },
  { do: 'reduce' },
];

const engine: fc.Arbitrary<EngineTerms> = fc
  .record({
    boundary: fc.constantFrom('at-or-below' as const, 'below' as const),
    profitWeight: fc.constantFrom('1', '0.8'),
    netting: fc.constantFrom('none' as const, 'max-side-per-underlying' as const),
    positionMode: fc.constantFrom('one-way' as const, 'one-way' as const, 'hedge' as const),
    alerts: fc.option(alerts, { nil: undefined }),
    call: fc.constantFrom(undefined, undefined, '1.6'),
    grace: fc.constantFrom(undefined, 'PT30M'),
    stages: fc.constantFrom(undefined, undefined, STAGES),
    size: fc.constantFrom('whole-position', 'just-enough'),
    portfolio: fc.constantFrom(undefined, undefined, 'plain', 'debt'),
    quality: fc.boolean(),
  })
  .map(({ alerts: told, call, grace, stages, size, portfolio, quality, ...rest }) => ({
    ...rest,
    ...(told === undefined ? {} : { alerts: told }),
    liquidation: {
      size,
      ...(call === undefined ? {} : { call }),
      ...(grace === undefined ? {} : { callGrace: grace }),
      ...(stages === undefined ? {} : { stages }),
    },
    ...(quality ? { markQuality: { stale: { liquidate: false } } } : {}),
    ...(portfolio === undefined
      ? {}
      : {
          portfolioMargin: {
            shocks: [{ price: '-0.1' }, { price: '0.1' }],
            ...(portfolio === 'debt' ? { debt: { maintenance: '0.1', initial: '0.2' } } : {}),
          },
        }),
    interest: { rate: '0.0002', every: 'PT1H', base: 'loan' as const, due: 'arrears' as const },
    fees: { maker: '0.0002', taker: '0.0005' },
  }));

const assets: fc.Arbitrary<readonly AssetTerms[]> = fc
  .record({
    btc: fc.constantFrom<AssetTerms['haircut']>('0.1', { maintenance: '0.05', initial: '0.3' }),
    euro: fc.constantFrom<AssetTerms['profit']>('separate', 'separate', 'with-balance'),
  })
  .map(({ btc, euro }) => [
    { asset: 'BTC', haircut: btc! },
    { asset: 'EUR', haircut: '0.05', profit: euro!, liabilityWeight: '1.1' },
    {
      asset: 'XRP',
      tiers: [
        { from: '0', weight: '0.9' },
        { from: '100', weight: '0.5' },
      ],
    },
    { asset: 'DOGE', haircut: '0.2' },
  ]);

/** Days that are drawn for the contract of a watch. */
export const watchDayArbitrary: fc.Arbitrary<WatchDay> = fc.record({
  engine,
  assets,
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  commands,
});
