import {
  canonicalJson,
  evolve,
  newAccount,
  text,
  type AccountEvent,
  type EngineTerms,
} from '../../domain/index.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import { ScriptedVenue } from '../../src/adapters/scripted-venue.js';
import type { Command } from '../../src/application/commands.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';

const STAGES: EngineTerms['liquidation'] = { stages: [{ do: 'deleverage', price: 'mark' }] };
const AT_MARK = { ranking: 'profit-times-leverage', price: 'mark' } as const;

const booked = (account: string, side: 'long' | 'short', amount: string): Command[] => [
  { type: 'deposit', account, asset: 'USD', amount },
  { type: 'book', account, instrument: 'BTC-P', side, quantity: '5', entry: '100' },
];

/**
 * A long of 5 from 100 with 50 against two shorts of 5 with 1,000. At 60 it loses 200 and owes 150,
 * and `b`, the first of two equal ranks, closes with the 200 it gained.
 */
async function market(terms: EngineTerms) {
  const journal = new MemoryJournal();
  const venue = new ScriptedVenue(() => undefined);
  const engine = new PlimsollContainer(partsModule({ journal, venue })).engine();
  const done = async (...commands: readonly Command[]): Promise<void> => {
    for (const command of commands) {
      expect(await engine.handle(command)).toMatchObject({ ok: true });
    }
  };
  await done(
    { type: 'setConfiguration', configuration: { engine: terms } },
    {
      type: 'listInstrument',
      instrument: {
        id: 'BTC-P',
        kind: 'linear',
        base: 'BTC',
        quote: 'USD',
        margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
      },
    },
  );
  const of = async (id: string) => {
    const account = (await engine.account(id))!;
    const [position] = account.pools.get('cross')?.positions.values() ?? [];
    return {
      usd: account.wallets.get('USD')!.get('spot')!.toFixed(),
      quantity: position === undefined ? '0' : text(position.quantity),
      claims: [...(account.claims?.keys() ?? [])],
    };
  };
  const types = () =>
    journal.envelopes
      .map(({ event }) => event.type)
      .filter((type) => ['DeficitMet', 'LossAbsorbed', 'PositionDeleveraged'].includes(type));
  return { engine, venue, journal, done, of, types };
}

async function crash(terms: EngineTerms, unfilled = false) {
  const world = await market(terms);
  await world.done(
    { type: 'mark', marks: { 'BTC-P': '100' } },
    ...booked('a', 'long', '50'),
    ...booked('b', 'short', '1000'),
    ...booked('c', 'short', '1000'),
  );
  if (unfilled) world.venue.script('BTC-P', { fills: [], then: 'none' });
  await world.done({ type: 'mark', marks: { 'BTC-P': '60' } });
  return world;
}

const MET = ['PositionDeleveraged', 'PositionDeleveraged', 'DeficitMet'];

describe('a deficit that is left once the other side was closed at the mark', () => {
  it('is shared by the winners that are left', async () => {
    const { of, types } = await crash({
      liquidation: STAGES,
      deficit: ['insurance-fund', 'share-loss'],
    });
    expect(await of('b')).toEqual({ usd: '1200', quantity: '0', claims: [] });
    expect(await of('c')).toEqual({ usd: '850', quantity: '5', claims: [] });
    expect(types()).toEqual(MET);
  });

  it('becomes a claim of the winners that are left', async () => {
    const { of, types } = await crash({
      liquidation: STAGES,
      deficit: ['insurance-fund', 'claims'],
    });
    expect(await of('c')).toEqual({ usd: '1000', quantity: '5', claims: ['USD'] });
    expect(types()).toEqual(MET);
  });

  it('closes nobody else for contracts that are closed already', async () => {
    const { of, types } = await crash({
      liquidation: STAGES,
      deficit: ['insurance-fund', 'deleverage', 'share-loss'],
    });
    expect(await of('c')).toEqual({ usd: '850', quantity: '5', claims: [] });
    expect(types()).toEqual(MET);
  });

  it('is shared where the venue left the close-out unfilled', async () => {
    const { of, types } = await crash(
      {
        liquidation: { stages: [{ do: 'reduce', rest: 'deleverage' }] },
        deficit: ['insurance-fund', 'share-loss'],
        deleverage: AT_MARK,
      },
      true,
    );
    expect(await of('c')).toEqual({ usd: '850', quantity: '5', claims: [] });
    expect(types()).toEqual(MET);
  });

  it('is read from a tape that does not name the case, to the same account', async () => {
    const { engine, journal } = await crash({ liquidation: STAGES, deficit: ['share-loss'] });
    const own = journal.envelopes.flatMap(({ event }) =>
      'account' in event && event.account === 'a' ? [event] : [],
    );
    const older = own.map((event) => {
      if (event.type !== 'PositionDeleveraged') return event;
      const { case: _unknown, ...rest } = event;
      return rest;
    });
    const read = older.reduce(evolve, newAccount('a'));
    expect(canonicalJson(read)).toBe(canonicalJson(await engine.account('a')));
    // Amid the case it is what it was, so that hashes and snapshots of such a tape still hold.
    const until = own.findIndex(({ type }) => type === 'PositionDeleveraged') + 1;
    const amid = (events: readonly AccountEvent[]) =>
      events.slice(0, until).reduce(evolve, newAccount('a')).pools.get('cross')?.liquidation;
    expect(amid(older)).toMatchObject({ closed: undefined });
    expect(amid(own)).toMatchObject({ closed: { instrument: 'BTC-P', fills: [] } });
  });

  it('says which liquidation closed it, and of the other side for whom', async () => {
    const { journal } = await crash({ liquidation: STAGES });
    const told = journal.envelopes.flatMap(({ event }) =>
      event.type === 'PositionDeleveraged' ? [[event.account, event.case, event.against]] : [],
    );
    const started = journal.envelopes.find(({ event }) => event.type === 'LiquidationStarted');
    const { event } = started as { event: { case?: string } };
    expect(told).toEqual([
      ['a', event.case, undefined],
      ['b', undefined, 'a'],
    ]);
  });
});
