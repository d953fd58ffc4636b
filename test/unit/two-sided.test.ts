import { marginPool, measurePool, type EngineTerms } from '../../domain/index.js';
import type { Command } from '../../src/application/commands.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { worldOf, type World } from '../support/world.js';

const quiet = { seed: 1, slippage: '0', partial: 0, lostAnswer: 0 };
const BTC = { type: 'book', instrument: 'BTC-PERP', quantity: '1', entry: '1000' } as const;
const MOVE = { type: 'movePosition', account: 'alice', toAccount: 'bob' } as const;

async function accepted({ engine }: World, ...commands: Command[]): Promise<void> {
  for (const answer of await engine.handleTogether(commands)) {
    if (!answer.ok) throw new Error(answer.error.message);
  }
}

const give = (account: string, amount: string): Command => ({
  type: 'deposit',
  account,
  asset: 'USD',
  amount,
});

async function world(terms: EngineTerms = {}): Promise<World> {
  const made = await worldOf(terms, quiet);
  await accepted(made, give('alice', '1000'), give('bob', '1000'));
  return made;
}

describe('a moved position', () => {
  it('keeps the leverage it was opened under, and may not exceed the cap', async () => {
    const made = await world();
    await accepted(
      made,
      { type: 'setLeverage', account: 'alice', instrument: 'BTC-PERP', leverage: '8' },
      { ...BTC, account: 'alice', side: 'long' },
      { ...MOVE, instrument: 'BTC-PERP' },
    );
    const bob = (await made.engine.account('bob'))!;
    const held = bob.pools.get('cross')!.positions.get('BTC-PERP')!;
    expect(held.leverage?.toFixed()).toBe('8');
  });

  it('goes by the key that the receiver’s position mode gives it', async () => {
    const made = await world();
    await accepted(
      made,
      { type: 'account', account: 'bob', positionMode: 'hedge' },
      { ...BTC, account: 'alice', side: 'short' },
      { ...BTC, account: 'bob', side: 'long' },
      { ...MOVE, instrument: 'BTC-PERP' },
    );
    const bob = (await made.engine.account('bob'))!;
    expect([...bob.pools.get('cross')!.positions.keys()]).toEqual([
      'BTC-PERP:long',
      'BTC-PERP:short',
    ]);
  });

  it('may not take away profit that the sender needs', async () => {
    const made = await world();
    // 1000 + 400 of profit bear 1320 of initial margin; without them 1000 bear 1200.
    await accepted(
      made,
      { ...BTC, account: 'alice', side: 'long', quantity: '1' },
      { type: 'mark', marks: { 'BTC-PERP': '1400' } },
      {
        type: 'book',
        account: 'alice',
        instrument: 'ETH-PERP',
        side: 'long',
        quantity: '120',
        entry: '100',
      },
    );
    expect(await made.engine.handle({ ...MOVE, instrument: 'BTC-PERP' })).toMatchObject({
      ok: false,
      error: { code: 'margin.initial-insufficient', figure: '-200' },
    });
    const alice = (await made.engine.account('alice'))!;
    const pool = marginPool(alice, made.engine.market, 'cross');
    expect(measurePool(made.engine.market, pool).equity.toString()).toBe('1400');
  });

  it('is named by its pool where its instrument alone does not tell', async () => {
    const made = await world();
    await accepted(
      made,
      { ...BTC, account: 'alice', side: 'long', mode: 'cross' },
      { ...BTC, account: 'alice', side: 'long', mode: 'isolated', margin: '100' },
    );
    expect(await made.engine.handle({ ...MOVE, instrument: 'BTC-PERP' })).toMatchObject({
      error: { code: 'position.conflict' },
    });
    const named = { ...MOVE, instrument: 'BTC-PERP', pool: 'isolated:BTC-PERP' };
    expect(await made.engine.handle(named)).toMatchObject({ ok: true });
    const bob = (await made.engine.account('bob'))!;
    expect(bob.pools.get('isolated:BTC-PERP')!.balance.toFixed()).toBe('100');
    expect((await made.engine.account('alice'))!.pools.has('isolated:BTC-PERP')).toBe(false);
  });

  it('leaves its protective orders behind', async () => {
    const made = await world();
    await accepted(
      made,
      { ...BTC, account: 'alice', side: 'long' },
      {
        type: 'protect',
        account: 'alice',
        instrument: 'BTC-PERP',
        stopLoss: { price: '900' },
      },
      { ...MOVE, instrument: 'BTC-PERP' },
    );
    const [alice, bob] = [await made.engine.account('alice'), await made.engine.account('bob')];
    expect(alice!.pools.get('cross')!.protections?.size ?? 0).toBe(0);
    expect(bob!.pools.get('cross')!.protections?.size ?? 0).toBe(0);
  });

  it('stays where it is while the receiver is in debt or was not opened by a refusal', async () => {
    const made = await world({ deficit: ['negative-balance'] });
    await accepted(
      made,
      { ...BTC, account: 'alice', side: 'long', mode: 'isolated', margin: '100' },
      { ...BTC, account: 'carol', side: 'long' },
      give('carol', '100'),
    );
    await accepted(made, { type: 'mark', marks: { 'BTC-PERP': '850' } });
    await accepted(made, { type: 'mark', marks: { 'BTC-PERP': '1000' } });
    await accepted(made, {
      ...BTC,
      account: 'alice',
      side: 'long',
      margin: '90',
      mode: 'isolated',
    });
    const isolated = { ...MOVE, instrument: 'BTC-PERP' };
    expect(await made.engine.handle({ ...isolated, toAccount: 'carol' })).toMatchObject({
      error: { code: 'account.indebted' },
    });
    expect(
      await made.engine.handle({ ...isolated, toAccount: 'dave', position: 'none' }),
    ).toMatchObject({ error: { code: 'position.not-found' } });
    expect(await made.engine.account('dave')).toBeUndefined();
  });
});

describe('a step of two accounts', () => {
  it('has not happened when the journal fails', async () => {
    class FailingJournal extends MemoryJournal {
      fails = false;
      override append(...given: Parameters<MemoryJournal['append']>): Promise<void> {
        return this.fails ? Promise.reject(new Error('disk full')) : super.append(...given);
      }
    }
    const journal = new FailingJournal();
    const made = await worldOf({}, quiet, journal);
    await accepted(made, give('alice', '100'));
    const before = await made.engine.stateHash();
    journal.fails = true;
    const sent: Command = { ...give('alice', '40'), type: 'transfer', toAccount: 'bob' } as Command;
    await expect(made.engine.handle(sent)).rejects.toThrow('nothing was committed');
    expect(await made.engine.stateHash()).toBe(before);
    journal.fails = false;
    expect(await made.engine.handle(sent)).toMatchObject({ ok: true });
    expect((await made.engine.account('bob'))!.wallets.get('USD')!.get('spot')!.toFixed()).toBe(
      '40',
    );
  });

  it('answers a repeated id as before', async () => {
    const made = await world();
    const sent = {
      type: 'transfer',
      id: 't',
      account: 'alice',
      asset: 'USD',
      amount: '5',
    } as const;
    const command: Command = { ...sent, toAccount: 'bob' };
    await accepted(made, command);
    expect(await made.engine.handle(command)).toMatchObject({ ok: true, repeated: true });
    const bob = (await made.engine.account('bob'))!;
    expect(bob.wallets.get('USD')!.get('spot')!.toFixed()).toBe('1005');
  });
});
