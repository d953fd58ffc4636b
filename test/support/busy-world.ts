import { MemoryAccountStore } from '../../src/adapters/memory-account-store.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Command } from '../../src/application/commands.js';
import type { AccountStore } from '../../src/ports/ports.js';
import { WIDE } from './wide-listing.js';
import { worldOf, type Listing, type World } from './world.js';

const DATED = '2026-06-01T00:00:00Z';

/** The wide listing and two instruments more: one of several sources, one that expires. */
const LISTING: Listing = {
  ...WIDE,
  instruments: [
    ...WIDE.instruments,
    {
      id: 'DOT-PERP',
      kind: 'linear',
      base: 'DOT',
      quote: 'USD',
      sources: {
        from: [
          { name: 'a', maxAge: 'PT1H' },
          { name: 'b', maxAge: 'PT1H' },
        ],
        tolerance: '0.01',
      },
      margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
    },
    {
      id: 'BTC-JUN',
      kind: 'linear',
      base: 'BTC',
      quote: 'USD',
      expiry: DATED,
      settlement: { window: 'PT1H' },
      margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
    },
  ],
};

const open = (
  account: string,
  instrument: string,
  side: 'long' | 'short',
  quantity: string,
  more: { mode?: 'cross' | 'isolated'; price?: string } = {},
): Command => ({
  type: 'open',
  account,
  instrument,
  side,
  quantity,
  price: WIDE.marks[instrument]!,
  ...more,
});

const deposit = (account: string, amount: string, asset = 'USD'): Command => ({
  type: 'deposit',
  account,
  asset,
  amount,
});

/** Everything an account can have, spread over four holders. */
const COMMANDS: readonly Command[] = [
  { type: 'account', account: 'alice', leverage: '10', mode: 'cross', positionMode: 'one-way' },
  { ...deposit('alice', '800'), id: 'd1' },
  deposit('alice', '0.3', 'BTC'),
  open('alice', 'BTC-PERP', 'long', '11'),
  open('alice', 'BTC-INV', 'short', '700', { mode: 'isolated', price: '997' }),
  {
    type: 'order',
    account: 'alice',
    order: 'o1',
    instrument: 'ETH-PERP',
    side: 'long',
    quantity: '1',
    price: '90',
    leverage: '5',
  },
  { type: 'setMode', account: 'alice', instrument: 'ETH-PERP', mode: 'isolated' },
  { type: 'setLeverage', account: 'alice', instrument: 'SOL-PERP', leverage: '4' },
  { type: 'setAlerts', account: 'bob', alerts: { measure: 'cover', at: ['2'] }, channels: 'off' },
  // Closed below what it held: the fund pays 10 and the rest is carried as a debt.
  deposit('bob', '100'),
  open('bob', 'ETH-PERP', 'long', '9'),
  { type: 'close', account: 'bob', instrument: 'ETH-PERP', price: '85' },
  deposit('carol', '3000'),
  open('carol', 'XRP-USD', 'long', '900'),
  open('carol', 'XRP-USD', 'long', '50', { price: '2.1' }),
  open('carol', 'ETH-PERP', 'short', '3'),
  open('carol', 'ADA-PERP', 'long', '50', { mode: 'isolated' }),
  { type: 'autoMargin', account: 'carol', instrument: 'ADA-PERP', cap: '150' },
  { type: 'permit', account: 'carol', instrument: 'SOL-PERP', side: 'short', maxLeverage: '3' },
  {
    type: 'protect',
    account: 'carol',
    instrument: 'ETH-PERP',
    stopLoss: { price: '150', trigger: 'last', share: '0.5' },
    takeProfit: '60',
    trailing: { percent: '30' },
  },
  {
    type: 'lossLimits',
    account: 'carol',
    limits: { position: { limit: '900', policy: 'block' }, daily: { limit: '900' } },
  },
  deposit('dave', '60'),
  open('dave', 'SOL-PERP', 'long', '10', { mode: 'isolated' }),
  { type: 'source', prices: { 'DOT-PERP': { a: '5', b: '5.01' } } },
  { type: 'openInterest', instrument: 'SOL-PERP', notional: '12345' },
  {
    type: 'volatility',
    surfaces: { BTC: [{ days: '30', smile: [{ strike: '900', volatility: '0.5' }] }] },
  },
  {
    type: 'mark',
    marks: { 'BTC-PERP': '940', 'BTC-INV': '940', 'ETH-PERP': '97', 'ADA-PERP': '0.94' },
    indexes: { 'SOL-PERP': '50.5', 'BTC-JUN': '939' },
    lasts: { 'ETH-PERP': '98' },
    rates: { BTC: '940' },
    sequences: { 'BTC-PERP': 7 },
    id: 'm1',
  },
  { type: 'settle', instrument: 'BTC-JUN', price: '950', at: DATED },
];

/** A world with its store, in which nearly everything that an engine keeps is there. */
export async function busyWorld(): Promise<World & { readonly store: MemoryAccountStore }> {
  const store = new MemoryAccountStore();
  return { ...(await busyWorldOver(store)), store };
}

/** The same world over a store of one's own. */
export async function busyWorldOver(accounts: AccountStore): Promise<World> {
  const fees = {
    tiers: [
      { from: '0', maker: '0.0002', taker: '0.001' },
      { from: '5000', maker: '0', taker: '0.0008' },
    ],
  };
  const world = await worldOf(
    {
      insuranceFund: { USD: '10' },
      alerts: { measure: 'usage', at: ['30', '90'] },
      fees,
      interest: { rate: '0.0001', every: 'PT4H' },
      liquidation: { call: '1.2', callGrace: 'P300D' },
    },
    { seed: 3, failure: 1 },
    new MemoryJournal(),
    { accounts },
    LISTING,
  );
  for (const command of COMMANDS) {
    const answer = await world.engine.handle(command);
    if (!answer.ok) throw new Error(`${command.type}: ${answer.error.message}`);
  }
  return world;
}
