import {
  Dec,
  Exact,
  FUND,
  HOUSE,
  LENDER,
  OUTSIDE,
  POSITIONS,
  ROUNDING,
  TRANSIT,
  UNFUNDED,
  VENUE,
  bookRounded,
  entryKey,
  imbalance,
  post,
  text,
  transfer,
  type LedgerAccount,
} from '../../domain/index.js';

const WALLET: LedgerAccount = { at: 'wallet', account: 'a', wallet: 'spot' };
const POOL: LedgerAccount = { at: 'pool', account: 'a', pool: 'isolated:X' };
const fee = { asset: 'USD', from: WALLET, to: VENUE, reason: 'fee' } as const;

describe('a transfer', () => {
  it('of a positive amount runs from payer to receiver', () => {
    expect(transfer(fee, new Dec('2.50'))).toEqual([{ ...fee, amount: '2.5' }]);
  });

  it('of a negative amount runs the other way, and its amount is positive', () => {
    expect(transfer(fee, new Dec('-2.5'))).toEqual([
      { ...fee, from: VENUE, to: WALLET, amount: '2.5' },
    ]);
  });

  it('of nothing is no movement', () => {
    expect(transfer(fee, new Dec('-0'))).toEqual([]);
  });
});

describe('a rounded booking', () => {
  const third = Exact.quotient(new Dec(1), new Dec(3));

  it('of a figure that comes out even moves it and nothing else', () => {
    const { amount, movements } = bookRounded(fee, Exact.of(new Dec('0.125')), 3, 'down');
    expect(text(amount)).toBe('0.125');
    expect(movements).toEqual([{ ...fee, amount: '0.125' }]);
  });

  it('rounded down has the payer give the residue to the rounding account', () => {
    // 1/3 = 0.33 + 0.00333..., of which 60 decimals are recorded.
    const { amount, movements } = bookRounded(fee, third, 2, 'down');
    expect(text(amount)).toBe('0.33');
    expect(movements).toEqual([
      { ...fee, amount: '0.33' },
      { ...fee, to: ROUNDING, reason: 'rounding', amount: `0.00${'3'.repeat(58)}` },
    ]);
  });

  it('rounded up has the rounding account give it back', () => {
    // 0.34 - 1/3 = 0.00666..., of which 60 decimals are recorded, toward zero.
    const { amount, movements } = bookRounded(fee, third, 2, 'up');
    expect(text(amount)).toBe('0.34');
    expect(movements).toEqual([
      { ...fee, amount: '0.34' },
      { ...fee, from: ROUNDING, to: WALLET, reason: 'rounding', amount: `0.00${'6'.repeat(58)}` },
    ]);
  });

  it('of less than a unit moves the residue alone', () => {
    const { amount, movements } = bookRounded(fee, Exact.of(new Dec('0.004')), 2, 'down');
    expect(text(amount)).toBe('0');
    expect(movements).toEqual([{ ...fee, to: ROUNDING, reason: 'rounding', amount: '0.004' }]);
  });
});

describe('a trial balance', () => {
  it('keeps every account, holder and asset apart', () => {
    const accounts: LedgerAccount[] = [
      WALLET,
      { ...WALLET, account: 'b' },
      { ...WALLET, wallet: 'margin' },
      POOL,
      { ...POOL, account: 'b' },
      { ...POOL, pool: 'isolated:Y' },
      { at: 'payer', payer: 'first' },
      { at: 'payer', payer: 'second' },
      ...[HOUSE, OUTSIDE, VENUE, FUND, LENDER, POSITIONS, TRANSIT, ROUNDING, UNFUNDED],
    ];
    const keys = accounts.flatMap((account) => ['USD', 'BTC'].map((it) => entryKey(account, it)));
    expect(new Set(keys).size).toBe(34);
  });

  it('names the account, its holder and the asset in its keys', () => {
    expect(JSON.parse(entryKey(WALLET, 'USD'))).toEqual(['wallet', ['a', 'spot'], 'USD']);
    expect(JSON.parse(entryKey(POOL, 'USD'))).toEqual(['pool', ['a', 'isolated:X'], 'USD']);
    expect(JSON.parse(entryKey({ at: 'payer', payer: 'p' }, 'USD'))).toEqual([
      'payer',
      ['p'],
      'USD',
    ]);
    const single = [HOUSE, OUTSIDE, VENUE, FUND, LENDER, POSITIONS, TRANSIT, ROUNDING, UNFUNDED];
    expect(single.map((account): unknown => JSON.parse(entryKey(account, 'USD')))).toEqual(
      [
        'house',
        'outside',
        'venue',
        'insurance-fund',
        'lender',
        'positions',
        'transit',
        'rounding',
        'unfunded',
      ].map((at) => [at, [], 'USD']),
    );
  });

  it('takes from one side what it gives to the other, on top of what stood there', () => {
    const balance = new Map([[entryKey(WALLET, 'USD'), new Dec(10)]]);
    post(balance, [
      ...transfer(fee, new Dec('2.5')),
      ...transfer(fee, new Dec('0.5')),
      ...transfer({ ...fee, asset: 'BTC' }, new Dec(1)),
    ]);
    expect([...balance].map(([key, amount]) => [key, text(amount)])).toEqual([
      [entryKey(WALLET, 'USD'), '7'],
      [entryKey(VENUE, 'USD'), '3'],
      [entryKey(WALLET, 'BTC'), '-1'],
      [entryKey(VENUE, 'BTC'), '1'],
    ]);
  });

  it('tells by how much each asset is out of balance, and only those that are', () => {
    const balance = new Map([
      [entryKey(WALLET, 'USD'), new Dec('5')],
      [entryKey(VENUE, 'USD'), new Dec('-3')],
      [entryKey(POOL, 'USD'), new Dec('0.5')],
      [entryKey(WALLET, 'BTC'), new Dec('1')],
      [entryKey(VENUE, 'BTC'), new Dec('-1')],
    ]);
    expect(imbalance(balance)).toEqual({ USD: '2.5' });
    post(balance, transfer({ ...fee, from: POOL, to: OUTSIDE }, new Dec('0.5')));
    expect(imbalance(balance)).toEqual({ USD: '2.5' });
  });
});
