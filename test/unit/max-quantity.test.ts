import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';

describe('the largest quantity that opens', () => {
  it('has no limit but the digits of a command where a fill gains more than its margin', async () => {
    const engine = new PlimsollContainer(partsModule({ clock: new FixedClock() })).engine();
    await engine.handle({
      type: 'listInstrument',
      instrument: {
        id: 'X',
        kind: 'linear',
        base: 'X',
        quote: 'USD',
        lot: '1',
        margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
      },
    });
    await engine.handle({ type: 'mark', marks: { X: '1000' } });
    await engine.handle({ type: 'deposit', account: 'a', asset: 'USD', amount: '1000' });
    const terms = { account: 'a', instrument: 'X', side: 'long' } as const;
    // At the mark 1000 pays for 10; at 950 each contract gains 50 of the 100 it asks for: 20.
    // At 880 it gains 120, more than it asks for.
    for (const [price, value] of [
      ['1000', '10'],
      ['950', '20'],
      ['880', '999999999999999999'],
    ] as const) {
      const asked = await engine.query({ ask: 'max-quantity', ...terms, price });
      expect(asked).toMatchObject({ ok: true, value });
    }
  });
});
