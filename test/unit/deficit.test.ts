import {
  Dec,
  EPOCH,
  HOUSE,
  VENUE,
  configurationOf,
  entryKey,
  isBelowWriteOff,
  owedByCross,
  paidAfter,
  paidBy,
  paidIn,
  payerAccount,
  settlementFirst,
  text,
  transfer,
  type EngineTerms,
  type Market,
  type Wallets,
} from '../../domain/index.js';

const RATES = { EUR: '1.2', GBP: '1', BTC: '1000' };

function market(engine: EngineTerms = {}): Market {
  const assets = Object.keys(RATES).map((asset) => ({ asset, haircut: '0' }));
  return {
    now: EPOCH,
    configuration: configurationOf({ engine, assets }),
    instruments: new Map(),
    marks: new Map(),
    indexes: new Map(),
    rates: new Map(Object.entries(RATES).map(([asset, rate]) => [asset, new Dec(rate)])),
  };
}

const wallets = (balances: Readonly<Record<string, string>>): Wallets =>
  new Map(
    Object.entries(balances).map(([asset, balance]) => [
      asset,
      new Map([['spot' as const, new Dec(balance)]]),
    ]),
  );

const owed = (balances: Readonly<Record<string, string>>) =>
  owedByCross(market(), wallets(balances)).map(({ asset, amount }) => [asset, text(amount)]);

describe('the order in which assets are settled', () => {
  it('is settlement first, then by name', () => {
    const sorted = ['GBP', 'USD', 'BTC', 'EUR'].sort((a, b) => settlementFirst('USD', a, b));
    expect(sorted).toEqual(['USD', 'BTC', 'EUR', 'GBP']);
    expect(settlementFirst('USD', 'USD', 'USD')).toBe(0);
    expect(settlementFirst('USD', 'USD', 'BTC')).toBeLessThan(0);
    expect(settlementFirst('USD', 'BTC', 'USD')).toBeGreaterThan(0);
  });
});

describe('what a cross pool without positions owes', () => {
  it('is what its wallets lack in sum, in the assets it lacks, settlement first', () => {
    // 100 + 50 x 1.2 + 7 - 0.05 x 1,000 = 117; 100 of it in USD, 17 / 1.2 in EUR rounded up.
    expect(owed({ EUR: '-50', BTC: '0.05', GBP: '-7', USD: '-100' })).toEqual([
      ['USD', '100'],
      ['EUR', `14.1${'6'.repeat(28)}7`],
    ]);
  });

  it('ends where nothing is left to owe', () => {
    // 100 + 10 - 0.01 x 1,000 = 100, all of it in USD.
    expect(owed({ USD: '-100', GBP: '-10', BTC: '0.01' })).toEqual([['USD', '100']]);
  });

  it('is all that is negative where nothing stands against it', () => {
    expect(owed({ USD: '-100', EUR: '-50' })).toEqual([
      ['USD', '100'],
      ['EUR', '50'],
    ]);
  });

  it('is nothing where other wallets make up for it', () => {
    expect(owed({ USD: '-50', BTC: '0.05' })).toEqual([]);
  });
});

describe('a rest', () => {
  const rest = (amount: string) => [
    { asset: 'EUR', amount: new Dec(amount) },
    { asset: 'USD', amount: new Dec('0.2') },
  ];

  it('is absorbed below the limit, at its settlement value, and not at it', () => {
    const limited = market({ writeOffBelow: '5' });
    // 4 x 1.2 + 0.2 = 5; 3.99 x 1.2 + 0.2 = 4.988.
    expect(isBelowWriteOff(limited, rest('4'))).toBe(false);
    expect(isBelowWriteOff(limited, rest('3.99'))).toBe(true);
  });
});

describe('what payers have paid', () => {
  const first = payerAccount('first');
  const paid = (amount: string, from = first) =>
    transfer({ asset: 'USD', from, to: HOUSE, reason: 'deficit' }, new Dec(amount));

  it('is nothing before they pay', () => {
    expect(text(paidBy(new Map(), 'first', 'USD'))).toBe('0');
  });

  it('stays the same where somebody else paid', () => {
    const before = new Map();
    expect(paidAfter(before, [{}, { movements: paid('5', VENUE) }])).toBe(before);
  });

  it('grows by what each of them pays, and by nothing else', () => {
    const before = paidAfter(new Map(), [{ movements: paid('5') }]);
    const after = paidAfter(before, [
      { movements: [...paid('2'), ...paid('9', VENUE)] },
      { movements: paid('1', payerAccount('second')) },
    ]);
    expect([...after].map(([key, amount]) => [key, text(amount)])).toEqual([
      [entryKey(first, 'USD'), '7'],
      [entryKey(payerAccount('second'), 'USD'), '1'],
    ]);
    expect(text(paidBy(after, 'first', 'USD'))).toBe('7');
    expect(text(paidBy(after, 'first', 'EUR'))).toBe('0');
    expect(text(paidBy(before, 'first', 'USD'))).toBe('5');
  });

  it('is read off the ledger, where what they paid is negative', () => {
    const ledger = new Map([
      [entryKey(first, 'USD'), new Dec('-7')],
      [entryKey(VENUE, 'USD'), new Dec('7')],
    ]);
    const payers = new Map([['first', () => new Dec(0)]]);
    expect([...paidIn(ledger, payers)].map(([key, amount]) => [key, text(amount)])).toEqual([
      [entryKey(first, 'USD'), '7'],
    ]);
    expect(paidIn(ledger, new Map()).size).toBe(0);
  });
});
