import type { AccountEvent, EngineTerms } from '../../domain/index.js';
import type { Command } from '../../src/application/commands.js';
import { worldOf } from '../support/world.js';

const TOLD: ReadonlySet<string> = new Set([
  'PoolBankrupted',
  'DeficitCovered',
  'DeficitPaid',
  'LossAbsorbed',
  'NegativeBalanceCarried',
]);

const STORY: readonly Command[] = [
  { type: 'deposit', account: 'a', asset: 'USD', amount: '100' },
  {
    type: 'open',
    account: 'a',
    instrument: 'BTC-PERP',
    side: 'long',
    quantity: '1',
    price: '1000',
    leverage: '20',
  },
  { type: 'mark', marks: { 'BTC-PERP': '890' } },
];

/** Long 1 at 1,000 with 100, closed at 890: 110 are lost and 10 are owed. The events of that. */
async function told(terms: EngineTerms): Promise<AccountEvent[]> {
  const quiet = { seed: 1, slippage: '0', partial: 0, lostAnswer: 0 };
  const { engine, journal } = await worldOf(terms, quiet);
  for (const command of STORY) {
    const answer = await engine.handle(command);
    if (!answer.ok) throw new Error(answer.error.message);
  }
  const events = journal.envelopes.map(({ event }) => event as AccountEvent);
  return events.filter(({ type }) => TOLD.has(type));
}

async function settled(terms: EngineTerms) {
  const events = await told(terms);
  return events.map((event) => [event.type, 'amount' in event ? event.amount : undefined]);
}

describe('a deficit of 10', () => {
  it('is told in the assets it is owed in', async () => {
    const [bankrupt] = await told({ deficit: [] });
    expect(bankrupt).toMatchObject({ deficit: '10', owed: [{ asset: 'USD', amount: '10' }] });
  });

  it('is paid by the fund before the venue absorbs anything', async () => {
    const deficit = ['insurance-fund', 'negative-balance'] as const;
    const writeOffBelow = '11';
    expect(await settled({ deficit, writeOffBelow, insuranceFund: { USD: '50' } })).toEqual([
      ['PoolBankrupted', undefined],
      ['DeficitCovered', '10'],
    ]);
  });

  it('leaves a rest that the venue absorbs below the limit, and not at it', async () => {
    const deficit = ['insurance-fund', 'negative-balance'] as const;
    const insuranceFund = { USD: '6' };
    expect(await settled({ deficit, insuranceFund, writeOffBelow: '4.01' })).toEqual([
      ['PoolBankrupted', undefined],
      ['DeficitCovered', '6'],
      ['LossAbsorbed', '4'],
    ]);
    expect(await settled({ deficit, insuranceFund, writeOffBelow: '4' })).toEqual([
      ['PoolBankrupted', undefined],
      ['DeficitCovered', '6'],
      ['NegativeBalanceCarried', '4'],
    ]);
  });

  it('is absorbed at once below the limit where no fund is asked', async () => {
    const deficit = ['negative-balance'] as const;
    expect(await settled({ deficit, writeOffBelow: '10.01' })).toEqual([
      ['PoolBankrupted', undefined],
      ['LossAbsorbed', '10'],
    ]);
    expect(await settled({ deficit, writeOffBelow: '10' })).toEqual([
      ['PoolBankrupted', undefined],
      ['NegativeBalanceCarried', '10'],
    ]);
  });

  it('falls on the venue where nobody is to pay', async () => {
    expect(await settled({ deficit: [], writeOffBelow: '0' })).toEqual([
      ['PoolBankrupted', undefined],
      ['LossAbsorbed', '10'],
    ]);
  });
});
