import { configurationOf, imbalance, type EngineTerms } from '../../domain/index.js';
import type { Command } from '../../src/application/commands.js';
import { REFUSED_WHILE_INDEBTED } from '../../src/application/debt-report.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { worldOf, type World } from '../support/world.js';

const quiet = { seed: 1, slippage: '0', partial: 0, lostAnswer: 0 };

async function accepted({ engine }: World, ...commands: Command[]): Promise<void> {
  for (const answer of await engine.handleTogether(commands)) {
    if (!answer.ok) throw new Error(answer.error.message);
  }
}

/** Alice holds 100 USD and a long of 1 BTC from 1,000 that closes at 850: she owes 50 USD. */
async function indebted(terms: EngineTerms = {}, journal?: MemoryJournal): Promise<World> {
  const world = await worldOf({ deficit: ['negative-balance'], ...terms }, quiet, journal);
  await accepted(
    world,
    { type: 'deposit', account: 'alice', asset: 'USD', amount: '100' },
    {
      type: 'book',
      account: 'alice',
      instrument: 'ETH-PERP',
      side: 'long',
      quantity: '0.1',
      entry: '100',
      mode: 'isolated',
      margin: '5',
    },
    {
      type: 'book',
      account: 'alice',
      instrument: 'BTC-PERP',
      side: 'long',
      quantity: '1',
      entry: '1000',
    },
    {
      type: 'mark',
      at: '2026-01-01T00:00:00Z',
      marks: { 'BTC-PERP': '850' },
      rates: { BTC: '850' },
    },
  );
  return world;
}

describe('a debt', () => {
  it('is told with its age, bears no interest and keeps its first instant', async () => {
    const { engine } = await indebted();
    await engine.handle({
      type: 'mark',
      at: '2026-01-31T00:00:00Z',
      marks: { 'BTC-PERP': '900' },
    });
    await engine.handle({ type: 'deposit', account: 'alice', asset: 'USD', amount: '20' });
    expect(await engine.query({ ask: 'debts', account: 'alice' })).toEqual({
      ok: true,
      value: {
        debts: [
          {
            asset: 'USD',
            amount: '30',
            since: '2026-01-01T00:00:00.000Z',
            age: 30 * 86_400_000,
            value: '30',
          },
        ],
        refused: [...REFUSED_WHILE_INDEBTED],
      },
    });
  });

  it('is rebuilt from the tape and from a snapshot', async () => {
    const journal = new MemoryJournal();
    const { engine } = await indebted({}, journal);
    const fresh = (await worldOf({}, quiet)).engine;
    const snapshot = await engine.snapshot();
    await fresh.restore(snapshot);
    expect(await fresh.stateHash()).toBe(await engine.stateHash());
  });

  const refused: Record<(typeof REFUSED_WHILE_INDEBTED)[number], Command> = {
    open: {
      type: 'open',
      account: 'alice',
      instrument: 'ETH-PERP',
      side: 'long',
      quantity: '0.1',
      price: '100',
    },
    order: {
      type: 'order',
      account: 'alice',
      order: 'o',
      instrument: 'ETH-PERP',
      side: 'long',
      quantity: '0.1',
      price: '100',
    },
    withdraw: { type: 'withdraw', account: 'alice', asset: 'USD', amount: '1' },
    transfer: { type: 'transfer', account: 'alice', asset: 'USD', amount: '1', toAccount: 'bob' },
    movePosition: {
      type: 'movePosition',
      account: 'alice',
      instrument: 'ETH-PERP',
      toAccount: 'bob',
    },
  };
  it.each(Object.values(refused))('refuses $type until it is repaid', async (command) => {
    const { engine } = await indebted();
    expect(await engine.handle(command)).toMatchObject({
      ok: false,
      error: { code: 'account.indebted', figure: '50', unit: 'USD' },
    });
    await engine.handle({ type: 'deposit', account: 'alice', asset: 'USD', amount: '500' });
    expect(await engine.handle(command)).toMatchObject({ ok: true });
  });
});

describe('recovery', () => {
  const debtRecovery = ['futures', 'deposits', 'staked'] as const;

  it('takes what comes in, in its own asset first, and never below zero', async () => {
    const world = await indebted({ debtRecovery });
    const { engine, state } = world;
    const give = (asset: string, amount: string, wallet?: 'futures' | 'staked'): Promise<void> =>
      accepted(world, {
        type: 'deposit',
        account: 'alice',
        asset,
        amount,
        ...(wallet === undefined ? {} : { wallet }),
      });
    await give('BTC', '0.01', 'staked');
    await give('USD', '8', 'futures');
    const account = (await engine.account('alice'))!;
    const held = (asset: string, kind: 'spot' | 'futures' | 'staked'): string =>
      account.wallets.get(asset)?.get(kind)?.toFixed() ?? '0';
    // 0.01 BTC at 850 are 8.5 USD, then 8 USD: 33.5 of the 50 stay.
    expect(account.debts.get('USD')?.amount.toFixed()).toBe('33.5');
    expect([held('BTC', 'staked'), held('USD', 'futures'), held('USD', 'spot')]).toEqual([
      '0',
      '0',
      '-33.5',
    ]);
    await give('BTC', '1');
    const repaid = (await engine.account('alice'))!;
    expect(repaid.debts.size).toBe(0);
    expect(repaid.wallets.get('USD')!.get('spot')!.isZero()).toBe(true);
    expect(imbalance(state.ledger)).toEqual({});
  });

  it('lets what an isolated pool gives back repay, too', async () => {
    const world = await worldOf({ deficit: ['negative-balance'], debtRecovery }, quiet);
    const booked = { type: 'book', account: 'alice', side: 'long', quantity: '1' } as const;
    await accepted(
      world,
      { type: 'deposit', account: 'alice', asset: 'USD', amount: '100' },
      { ...booked, instrument: 'BTC-PERP', entry: '1000' },
      { ...booked, instrument: 'ETH-PERP', entry: '100', mode: 'isolated', margin: '80' },
    );
    await accepted(world, { type: 'mark', marks: { 'BTC-PERP': '850' } });
    expect((await world.engine.account('alice'))!.debts.size).toBe(1);
    await accepted(world, {
      type: 'close',
      account: 'alice',
      instrument: 'ETH-PERP',
      price: '100',
    });
    const account = (await world.engine.account('alice'))!;
    expect(account.debts.size).toBe(0);
    expect(account.wallets.get('USD')!.get('spot')!.toFixed()).toBe('30');
  });

  it('asks no wallet that is not named', async () => {
    const world = await indebted({ debtRecovery: ['deposits'] });
    const money = { type: 'deposit', account: 'alice', asset: 'USD', amount: '60' } as const;
    await accepted(world, { type: 'balance', account: 'alice', asset: 'ETH', amount: '5' });
    await accepted(world, { ...money, wallet: 'locked' });
    const account = (await world.engine.account('alice'))!;
    // A deposit repays wherever it lands; what stood elsewhere before is left alone.
    expect(account.debts.size).toBe(0);
    expect(account.wallets.get('USD')!.get('locked')!.toFixed()).toBe('10');
    expect(account.wallets.get('ETH')!.get('spot')!.toFixed()).toBe('5');
  });
});

describe('terms about debts that contradict themselves', () => {
  it.each<[EngineTerms, string]>([
    [{ debtAsset: 'BTC' }, 'engine.debtAsset'],
    [{ debtRecovery: ['futures'] }, 'engine.debtRecovery'],
    [{ debtRecovery: ['deposits', 'futures', 'futures'] }, 'engine.debtRecovery'],
    [
      { negativeBalanceProtection: [{ protection: 'below-limit', limit: '-1' }] },
      'engine.negativeBalanceProtection[0].limit',
    ],
    [
      { negativeBalanceProtection: [{ protection: 'full' }, { protection: 'none' }] },
      'engine.negativeBalanceProtection[1].from',
    ],
    [
      { negativeBalanceProtection: [{ protection: 'full', from: '2026-02-30T00:00:00Z' }] },
      'engine.negativeBalanceProtection[0].from',
    ],
  ])('are refused: %j', async (engine, field) => {
    const world = await worldOf({}, quiet);
    const answer = await world.engine.handle({
      type: 'setConfiguration',
      configuration: { engine },
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'input.invalid', field } });
  });

  it('default to what the format says', () => {
    const { debts } = configurationOf({});
    expect(debts.convertsCollateral).toBe(false);
    expect(debts.recovery).toBeUndefined();
  });
});
