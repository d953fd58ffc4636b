import { permittedBy, type EngineTerms, type PermissionTerms } from '../../domain/index.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Command } from '../../src/application/commands.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import { worldOf, type World } from '../support/world.js';

const quiet = { seed: 1, slippage: '0', partial: 0, lostAnswer: 0 };

async function rich(terms: EngineTerms, ...more: Command[]): Promise<World> {
  const world = await worldOf(terms, quiet);
  const money: Command = { type: 'deposit', account: 'alice', asset: 'USD', amount: '5000' };
  for (const answer of await world.engine.handleTogether([money, ...more])) {
    if (!answer.ok) throw new Error(answer.error.message);
  }
  return world;
}

const long: Command = {
  type: 'open',
  account: 'alice',
  instrument: 'BTC-PERP',
  side: 'long',
  quantity: '1',
  price: '1000',
};

describe('permissions', () => {
  const general: PermissionTerms[] = [
    { eligible: false, maxLeverage: '3' },
    { instrument: 'A', maxLeverage: '5' },
    { instrument: 'A', side: 'short', maxQuantity: '7' },
  ];
  const own: PermissionTerms[] = [{ eligible: true }, { instrument: 'A', maxLeverage: '4' }];
  it.each([
    ['A', 'long', { eligible: true, leverage: '4', quantity: undefined }],
    ['A', 'short', { eligible: true, leverage: '4', quantity: '7' }],
    ['B', 'long', { eligible: true, leverage: '3', quantity: undefined }],
  ] as const)('of %s %s: the closest one decides each key', (instrument, side, expected) => {
    const { eligible, maxLeverage, maxQuantity } = permittedBy(general, own, instrument, side);
    expect({
      eligible,
      leverage: maxLeverage?.toFixed(),
      quantity: maxQuantity?.toFixed(),
    }).toEqual(expected);
  });

  it('let a position be reduced but not turned beyond them', async () => {
    const { engine } = await rich({}, long, {
      type: 'permit',
      account: 'alice',
      side: 'short',
      maxQuantity: '0.5',
    });
    const turn = { ...long, side: 'short' } as const;
    expect(await engine.handle({ ...turn, quantity: '1.6' })).toMatchObject({
      error: { code: 'quantity.above-maximum', figure: '0.6', limit: '0.5' },
    });
    expect(await engine.handle({ ...turn, quantity: '1.5' })).toMatchObject({ ok: true });
  });

  it('hold an order in hedge mode to what it opens', async () => {
    const { engine } = await rich({ positionMode: 'hedge' }, long, {
      type: 'permit',
      account: 'alice',
      side: 'short',
      eligible: false,
    });
    const order: Command = {
      type: 'order',
      account: 'alice',
      order: 'o',
      instrument: 'BTC-PERP',
      side: 'short',
      quantity: '1',
      price: '1100',
    };
    expect(await engine.handle(order)).toMatchObject({ error: { code: 'permission.refused' } });
    expect(await engine.handle({ ...order, reduceOnly: true })).toMatchObject({ ok: true });
  });

  it('bind a receiver of a moved position', async () => {
    const { engine } = await rich({}, long, {
      type: 'permit',
      account: 'bob',
      maxLeverage: '4',
    });
    await engine.handle({ type: 'deposit', account: 'bob', asset: 'USD', amount: '5000' });
    const move: Command = {
      type: 'movePosition',
      account: 'alice',
      instrument: 'BTC-PERP',
      toAccount: 'bob',
    };
    // It was opened under the cap of the instrument, which is 20.
    expect(await engine.handle(move)).toMatchObject({
      error: { code: 'leverage.above-maximum', figure: '20', limit: '4' },
    });
  });

  it.each<[Command, string]>([
    [
      { type: 'permit', account: 'alice', maxLeverage: '0' },
      'permission.maxLeverage must be positive',
    ],
    [
      {
        type: 'setConfiguration',
        configuration: { engine: { permissions: [{ maxQuantity: '-1' }] } },
      },
      'engine.permissions[0].maxQuantity must be positive',
    ],
    [{ type: 'permit', account: 'alice', instrument: 'NONE' }, 'no instrument NONE is listed'],
  ])('that cannot be meant are refused: %j', async (command, message) => {
    const { engine } = await rich({});
    expect(await engine.handle(command)).toMatchObject({ ok: false, error: { message } });
  });
});

describe('permissions and margin added automatically', () => {
  it('are rebuilt from the tape and from a snapshot', async () => {
    const { engine, journal } = await rich(
      {},
      { type: 'permit', account: 'alice', maxLeverage: '10' },
      { ...long, mode: 'isolated', leverage: '10' },
      { type: 'autoMargin', account: 'alice', instrument: 'BTC-PERP', cap: '400' },
    );
    await engine.handle({ type: 'mark', marks: { 'BTC-PERP': '960' } });
    const added = journal.envelopes.map(({ event }) => event.type);
    expect(added).toContain('AutoMarginAdded');
    const tape = new MemoryJournal();
    tape.envelopes.push(...journal.envelopes);
    const rebuilt = new PlimsollContainer(partsModule({ journal: tape })).engine();
    await rebuilt.restore();
    expect(await rebuilt.stateHash()).toBe(await engine.stateHash());
    const restored = new PlimsollContainer(partsModule({})).engine();
    await restored.restore(await engine.snapshot());
    expect(await restored.stateHash()).toBe(await engine.stateHash());
    const pool = (await restored.account('alice'))!.pools.get('isolated:BTC-PERP')!;
    expect(pool.autoMargin?.cap.toFixed()).toBe('400');
  });

  it('is not given beyond what the wallet of its asset holds', async () => {
    const { engine, journal } = await rich({ deficit: ['negative-balance'] });
    const of = { account: 'carol', side: 'long', quantity: '1' } as const;
    await engine.import([
      { type: 'deposit', account: 'carol', asset: 'USD', amount: '1' },
      { type: 'deposit', account: 'carol', asset: 'BTC', amount: '1' },
      { ...of, type: 'book', instrument: 'ETH-PERP', entry: '100', mode: 'isolated', margin: '10' },
    ]);
    await engine.handle({ type: 'autoMargin', account: 'carol', instrument: 'ETH-PERP', cap: '9' });
    // The settlement wallet holds 1 USD, so at most that is added; it does not cure the pool.
    await engine.handle({ type: 'mark', marks: { 'ETH-PERP': '91' } });
    const types = journal.envelopes.map(({ event }) => event.type);
    expect(types).not.toContain('AutoMarginAdded');
    expect(types).toContain('LiquidationStarted');
  });
});
