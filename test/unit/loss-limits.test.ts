import {
  Dec,
  Exact,
  positionLoss,
  type Valuation,
  bookResults,
  isoOf,
  lossRules,
  nextReset,
  parseInstant,
  text,
  NO_LOSSES,
  type LossLimitTerms,
  type Movement,
} from '../../domain/index.js';

const at = (iso: string) => {
  const read = parseInstant(iso);
  if (!read.ok) throw new Error(iso);
  return read.value;
};

function reset(now: string, daily: Omit<NonNullable<LossLimitTerms['daily']>, 'limit'>): string {
  const { daily: rule } = lossRules({ daily: { limit: '1', ...daily } }, 'limits');
  return isoOf(nextReset(rule!, at(now)));
}

describe('the daily reset', () => {
  it.each([
    ['2026-03-01T10:00:00Z', {}, '2026-03-02T00:00:00.000Z'],
    ['2026-03-01T00:00:00Z', {}, '2026-03-02T00:00:00.000Z'],
    ['2026-03-01T23:59:59.999Z', {}, '2026-03-02T00:00:00.000Z'],
    ['2026-03-01T10:00:00Z', { utcOffset: '+02:00' }, '2026-03-01T22:00:00.000Z'],
    ['2026-03-01T22:00:00Z', { utcOffset: '+02:00' }, '2026-03-02T22:00:00.000Z'],
    ['2026-03-01T04:59:00Z', { utcOffset: '-05:00' }, '2026-03-01T05:00:00.000Z'],
    ['2026-03-01T10:00:00Z', { resetAt: '17:30' }, '2026-03-01T17:30:00.000Z'],
    ['2026-03-01T10:00:00Z', { resetAt: '17:30', utcOffset: '+09:30' }, '2026-03-02T08:00:00.000Z'],
    ['2026-03-01T10:00:00Z', { resetAt: '23:00', utcOffset: '-02:00' }, '2026-03-02T01:00:00.000Z'],
  ])('after %s with %j is %s', (now, terms, expected) => {
    expect(reset(now, terms)).toBe(expected);
  });

  it.each([
    { position: { limit: '0' } },
    { account: { limit: '-1' } },
    { daily: { limit: '1', resetAt: '24:00' } },
    { daily: { limit: '1', utcOffset: '02:00' } },
    { daily: { limit: '1', utcOffset: '+15:00' } },
  ])('refuses %j', (terms) => {
    expect(() => lossRules(terms, 'engine.lossLimits')).toThrow(
      expect.objectContaining({
        rejection: expect.objectContaining({ code: 'input.invalid' }) as object,
      }) as Error,
    );
  });
});

describe('the count of losses', () => {
  const wallet = { at: 'wallet', account: 'a', wallet: 'spot' } as const;
  const pool = { at: 'pool', account: 'a', pool: 'isolated:X' } as const;
  const other = { at: 'wallet', account: 'b', wallet: 'spot' } as const;
  const move = (
    from: Movement['from'],
    to: Movement['to'],
    amount: string,
    asset = 'USD',
  ): Movement => ({ asset, amount, from, to, reason: 'profit' });

  it('takes results in and leaves deposits and transfers out', () => {
    const book = bookResults(NO_LOSSES, 'a', [
      move({ at: 'outside' }, wallet, '1000'),
      move(wallet, pool, '300'),
      move(wallet, other, '50'),
      move({ at: 'house' }, wallet, '20'),
      move(pool, { at: 'house' }, '70.5'),
      move(wallet, { at: 'venue' }, '1.25'),
      move({ at: 'insurance-fund' }, pool, '10'),
      move({ at: 'house' }, { at: 'rounding' }, '3'),
      move({ at: 'house' }, other, '4'),
      move(wallet, { at: 'house' }, '0.5', 'BTC'),
    ]);
    expect([...book.realized].map(([asset, sum]) => [asset, text(sum)])).toEqual([
      ['USD', '-41.75'],
      ['BTC', '-0.5'],
    ]);
    expect(book.day).toEqual(book.realized);
    expect(bookResults(book, 'a', [move({ at: 'outside' }, wallet, '5')])).toBe(book);
  });
});

describe('the loss of a position', () => {
  it('counts profit, fees, funding and interest, in quote and in the coin', () => {
    const dec = (value: string) => new Dec(value);
    const position = {
      realizedProfit: dec('5'),
      fees: dec('2'),
      funding: dec('-3'),
      loan: { interest: dec('4'), coinInterest: dec('0.1') },
    };
    // 2 coins worth 300 at a rate of 1.5: the coin of interest costs 15; -(-50 - 4 x 1.5 - 15)
    const valuation = {
      position,
      profit: Exact.of(dec('-50')),
      rate: dec('1.5'),
      notional: Exact.of(dec('300')),
      exposure: { size: dec('2') },
    } as unknown as Valuation;
    expect(positionLoss(valuation).toString()).toBe('71');
  });
});
