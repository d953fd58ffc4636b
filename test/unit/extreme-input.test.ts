import type { Command } from '../../src/application/commands.js';
import { worldOf } from '../support/world.js';

const EXTREMES = ['0', '-1', '0.000000000000000001', '999999999999999999', '-999999999999999999'];
const INSTRUMENTS = ['BTC-PERP', 'ETH-PERP', 'BTC-INV'];

/** Commands that are sound but for the one field an extreme is put into. */
function soundCommands(instrument: string): Command[] {
  const price = instrument === 'ETH-PERP' ? '100' : '1000';
  const account = 'a';
  const fill = { account, instrument, side: 'long', quantity: '1', price } as const;
  return [
    { type: 'account', account, leverage: '5' },
    { type: 'deposit', account, asset: 'USD', amount: '5' },
    { type: 'withdraw', account, asset: 'USD', amount: '5' },
    { type: 'balance', account, asset: 'BTC', amount: '0.1' },
    { type: 'book', account, instrument, side: 'long', quantity: '1', entry: price, position: 'p' },
    {
      type: 'book',
      account,
      instrument,
      side: 'short',
      quantity: '1',
      entry: price,
      position: 'q',
      mode: 'isolated',
      leverage: '3',
      margin: '50',
    },
    { type: 'open', ...fill, leverage: '3' },
    { type: 'open', ...fill, position: 'r', mode: 'isolated', leverage: '3', margin: '400' },
    { type: 'close', ...fill },
    { type: 'order', order: 'o', ...fill, leverage: '3' },
    { type: 'addMargin', account, position: 'q', amount: '5' },
    { type: 'removeMargin', account, position: 'q', amount: '5' },
    { type: 'setLeverage', account, instrument, leverage: '3' },
    { type: 'mark', marks: { [instrument]: price } },
    { type: 'mark', rates: { BTC: '1000' } },
    { type: 'funding', instrument, rate: '0.001', mark: price },
    { type: 'fund', asset: 'USD', amount: '5' },
  ];
}

const NUMBER = /^-?\d+(\.\d+)?$/;

/** Copies of a value with one of its numbers replaced by an extreme. */
function variants(value: unknown, extreme: string): unknown[] {
  if (typeof value === 'string') return NUMBER.test(value) ? [extreme] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    variants(inner, extreme).map((changed) => ({ ...value, [key]: changed })),
  );
}

describe('a number at the edge of what can be written', () => {
  it.each(INSTRUMENTS)('never halts an account or throws: %s', async (instrument) => {
    let sent = 0;
    let refused = 0;
    const count = soundCommands(instrument).length;
    for (let index = 0; index < count; index += 1) {
      for (const extreme of EXTREMES) {
        const sound = soundCommands(instrument);
        for (const shape of variants(sound[index], extreme) as Command[]) {
          const { engine, journal } = await worldOf({ fees: { taker: '0.001' } }, { seed: 1 });
          const setup: Command[] = [
            { type: 'deposit', account: 'a', asset: 'USD', amount: '5000' },
            { type: 'deposit', account: 'a', asset: 'BTC', amount: '5' },
            ...sound.slice(0, index),
          ];
          await engine.handleTogether(setup);
          const answer = await engine.handle(shape);
          sent += 1;
          if (!answer.ok) refused += 1;
          await engine.handle({ type: 'retry' });
          const told = journal.envelopes.map(({ event }) => event);
          const halt = told.find(({ type }) => type === 'AccountHalted');
          expect({ shape, halt }).toEqual({ shape, halt: undefined });
        }
      }
    }
    expect(sent).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(sent / 4);
  });
});
