import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { ScriptedVenue } from '../../src/adapters/scripted-venue.js';
import type { Command } from '../../src/application/commands.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';

const perpetual = (id: string): Command => ({
  type: 'listInstrument',
  instrument: {
    id,
    kind: 'linear',
    base: id,
    quote: 'USD',
    margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
  },
});

const long = (instrument: string, quantity: string): Command => ({
  type: 'open',
  account: 'a',
  instrument,
  side: 'long',
  quantity,
  price: '100',
});

describe('a case that cannot go on', () => {
  it('says for which position it waits, though another one was closed after it', async () => {
    const marks: Record<string, string> = { X: '100', Y: '100' };
    const venue = new ScriptedVenue((id) => marks[id]);
    const engine = new PlimsollContainer(partsModule({ venue, clock: new FixedClock() })).engine();
    // 60 - 20 x (2 + 1) = 0: both must be closed, X with the larger loss first.
    for (const command of [
      perpetual('X'),
      perpetual('Y'),
      { type: 'mark', marks } as const,
      { type: 'deposit', account: 'a', asset: 'USD', amount: '60' } as const,
      long('X', '2'),
      long('Y', '1'),
    ]) {
      expect(await engine.handle(command)).toMatchObject({ ok: true });
    }
    venue.script('X', { fills: [], then: 'none' });
    Object.assign(marks, { X: '80', Y: '80' });
    await engine.handle({ type: 'mark', marks });
    const { liquidation, positions } = (await engine.account('a'))!.pools.get('cross')!;
    expect([...positions.keys()]).toEqual(['X']);
    expect(liquidation).toMatchObject({
      closeOuts: 2,
      waiting: 'nobody took the other side',
      waitingFor: 'X',
    });
    // Asked for again, it waits no more.
    venue.script('X', { fills: [], then: 'mark' });
    await engine.handle({ type: 'retry' });
    expect((await engine.account('a'))!.pools.get('cross')!.positions.size).toBe(0);
  });
});
