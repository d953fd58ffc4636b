import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Command } from '../../src/application/commands.js';
import { concernOf, pricesOf } from '../../src/application/concern.js';
import { reproduce } from '../../src/application/reproduce.js';
import { reproductionOf } from '../../src/application/reproduction.js';
import { PlimsollContainer } from '../../src/di/index.js';
import { LINEAR, SECOND, worldOf } from '../support/world.js';

const margin = { model: 'flat', initial: '0.1', maintenance: '0.05' } as const;
const linear = { kind: 'linear', quote: 'USD', margin } as const;

/** A world with an instrument of sources, one whose mark is the index, and one of nobody. */
const LISTING = {
  instruments: [
    LINEAR,
    SECOND,
    { ...linear, id: 'SPOT', base: 'BTC', markRule: 'index' as const },
    {
      ...linear,
      id: 'MANY',
      base: 'DOT',
      sources: { from: [{ name: 'a', maxAge: 'PT1H' }], tolerance: '0.01' },
    },
    { ...linear, id: 'OTHER', base: 'OTHER' },
  ],
  marks: { 'BTC-PERP': '1000', 'ETH-PERP': '100', OTHER: '1' },
  rates: { BTC: '1000' },
};

const at = (minute: number): string => new Date(minute * 60_000).toISOString();
const open = (account: string, instrument: string, price: string): Command => ({
  type: 'open',
  account,
  instrument,
  side: 'long',
  quantity: '1',
  price,
});

const BEFORE: readonly Command[] = [
  { type: 'mark', indexes: { SPOT: '1000' } },
  { type: 'source', prices: { MANY: { a: '5' } } },
  ...['alice', 'bob'].flatMap((account): Command[] => [
    { type: 'deposit', account, asset: 'USD', amount: '5000' },
    { type: 'deposit', account, asset: 'BTC', amount: '0.1' },
    open(account, 'BTC-PERP', '1000'),
    open(account, 'SPOT', '1000'),
    open(account, 'MANY', '5'),
  ]),
];

const AFTER: readonly Command[] = [
  { type: 'mark', marks: { 'BTC-PERP': '1001', OTHER: '2' }, rates: { BTC: '1001', XYZ: '3' } },
  { type: 'mark', indexes: { SPOT: '1002' } },
  { type: 'mark', marks: { SPOT: '1500' }, indexes: { SPOT: '1003' }, lasts: { SPOT: '1004' } },
  { type: 'source', prices: { MANY: { a: '5.01' } } },
  { type: 'mark', marks: { OTHER: '3' }, at: at(1) },
  { type: 'openInterest', instrument: 'BTC-PERP', notional: '77' },
  { type: 'openInterest', instrument: 'OTHER', notional: '78' },
  { type: 'listInstrument', instrument: { ...LINEAR, maxLeverage: '15' }, at: at(2) },
  { type: 'listInstrument', instrument: { ...SECOND, maxLeverage: '15' } },
  { type: 'setConfiguration', configuration: { assets: [{ asset: 'BTC', haircut: '0.2' }] } },
  {
    type: 'volatility',
    surfaces: { BTC: [{ days: '30', smile: [{ strike: '900', volatility: '0.5' }] }] },
  },
  open('bob', 'BTC-PERP', '1001'),
  { type: 'mark', marks: { 'BTC-PERP': '1002' }, sequences: { 'BTC-PERP': 4 }, at: at(3) },
];

describe('a reproduction from the tape', () => {
  it('comes to the prices and terms that an account was found at, and tells of nobody else', async () => {
    const { engine, state, journal } = await worldOf(
      {},
      { seed: 1 },
      new MemoryJournal(),
      {},
      LISTING,
    );
    for (const command of BEFORE) expect(await engine.handle(command)).toMatchObject({ ok: true });
    const { sequence: then } = state;
    for (const command of AFTER) expect(await engine.handle(command)).toMatchObject({ ok: true });
    const alice = (await engine.account('alice'))!;
    const concern = concernOf(alice, engine.market);
    const asked = { account: 'alice', concern, sequence: state.sequence };
    const found = (await reproductionOf(asked, journal, state.policies))!;
    expect(found.snapshot.body.sequence).toBeLessThan(then);
    expect(JSON.stringify(found)).not.toContain('bob');

    const again = new PlimsollContainer().engine();
    expect(await reproduce(again, found)).toBeUndefined();
    expect(pricesOf(concern, again.market)).toEqual(pricesOf(concern, engine.market));
    expect(Object.keys(pricesOf(concern, engine.market)).length).toBeGreaterThan(6);
    for (const id of concern.instruments) {
      const [one, other] = [again, engine].map(({ market }) => market.instruments.get(id)!);
      expect(one!.terms).toEqual(other!.terms);
    }
    expect(again.market.configuration.terms).toEqual(engine.market.configuration.terms);
    expect(again.market.marks.get('BTC-PERP')).toEqual(engine.market.marks.get('BTC-PERP'));
    expect(again.market.surfaces).toEqual(engine.market.surfaces);
    expect(await again.account('alice')).toEqual(alice);
    expect(found.commands.map(({ type }) => type)).toEqual([
      ...['mark', 'mark', 'mark', 'source', 'openInterest', 'listInstrument'],
      ...['setConfiguration', 'volatility'],
      // The last price, which bob traded at, and the mark after it.
      ...['mark', 'mark'],
    ]);
  });

  it('is not there for somebody of whom the tape knows nothing', async () => {
    const { state, journal } = await worldOf({}, { seed: 1 });
    const concern = { instruments: new Set<string>(), assets: new Set<string>() };
    const asked = { account: 'nobody', concern, sequence: state.sequence };
    expect(await reproductionOf(asked, journal, state.policies)).toBeUndefined();
  });
});
