import {
  Dec,
  FUND,
  InvariantViolation,
  OUTSIDE,
  VENUE,
  creditFund,
  evolveFund,
  fundMoves,
  newFund,
  text,
  type FundEvent,
  type LedgerAccount,
  type Movement,
} from '../../domain/index.js';

const WALLET: LedgerAccount = { at: 'wallet', account: 'a', wallet: 'spot' };

const movement = (from: LedgerAccount, to: LedgerAccount, amount: string): Movement => ({
  asset: 'USD',
  amount,
  from,
  to,
  reason: 'deficit',
});

const moved = (amount: string, id?: string): FundEvent => ({
  type: 'FundMoved',
  asset: 'USD',
  amount,
  ...(id === undefined ? {} : { case: id }),
});

/** A fund of 100 USD. */
const hundred = () => evolveFund(newFund('USD'), moved('100'));

function violation(act: () => unknown): InvariantViolation {
  try {
    act();
  } catch (problem) {
    if (problem instanceof InvariantViolation) return problem;
  }
  throw new Error('no invariant was violated');
}

describe('a credit of an insurance fund', () => {
  it('comes from outside', () => {
    expect(creditFund(newFund('USD'), new Dec('12.50'))).toEqual({
      ok: true,
      value: {
        type: 'FundCredited',
        asset: 'USD',
        amount: '12.5',
        movements: [
          { asset: 'USD', amount: '12.5', from: OUTSIDE, to: FUND, reason: 'fund-credit' },
        ],
      },
    });
  });

  it.each(['0', '-1'])('of %s is refused with the figure and the limit', (amount) => {
    expect(creditFund(newFund('USD'), new Dec(amount))).toEqual({
      ok: false,
      error: {
        code: 'input.invalid',
        message: 'a fund is credited a positive amount',
        field: 'amount',
        figure: amount,
        limit: '0',
        unit: 'USD',
      },
    });
  });
});

describe('the fund’s side of an event', () => {
  it('is nothing where no money moved, or none of the fund’s', () => {
    expect(fundMoves({ type: 'MarksAdvanced' })).toEqual([]);
    expect(fundMoves({ type: 'FeePaid', movements: [movement(WALLET, VENUE, '3')] })).toEqual([]);
  });

  it('is positive for what the fund gets, and of no case', () => {
    const event = { type: 'FeePaid', case: '7', movements: [movement(WALLET, FUND, '3')] };
    expect(fundMoves(event)).toEqual([{ type: 'FundMoved', asset: 'USD', amount: '3' }]);
  });

  it('is negative for what a covered deficit takes, and names the case', () => {
    const movements = [movement(FUND, WALLET, '4'), movement(FUND, WALLET, '5')];
    expect(fundMoves({ type: 'DeficitCovered', case: '7', movements })).toEqual([
      { type: 'FundMoved', asset: 'USD', amount: '-4', case: '7' },
      { type: 'FundMoved', asset: 'USD', amount: '-5', case: '7' },
    ]);
  });

  it('names no case where none was covered', () => {
    const movements = [movement(FUND, WALLET, '4')];
    const paid = { type: 'FundMoved', asset: 'USD', amount: '-4' };
    // Keys as well as values: an absent case is not written as undefined.
    expect(fundMoves({ type: 'DeficitCovered', movements })).toStrictEqual([paid]);
    expect(fundMoves({ type: 'RemainderTaken', case: '7', movements })).toStrictEqual([paid]);
  });
});

describe('an insurance fund', () => {
  it('is empty at first', () => {
    expect(newFund('USD')).toMatchObject({ asset: 'USD', covered: new Map() });
    expect(text(newFund('USD').balance)).toBe('0');
  });

  it('holds what it was given less what it paid', () => {
    const fund = evolveFund(hundred(), moved('-30'));
    expect(text(fund.balance)).toBe('70');
    expect(fund.covered.size).toBe(0);
  });

  it('adds a credit to its balance, and no case to those it covered', () => {
    const credit = creditFund(hundred(), new Dec(5));
    if (!credit.ok) throw new Error('refused');
    const fund = evolveFund(hundred(), credit.value);
    expect(text(fund.balance)).toBe('105');
    expect(fund.covered.size).toBe(0);
  });

  it('remembers what it paid for a case, as a positive amount', () => {
    const fund = evolveFund(evolveFund(hundred(), moved('-30', '7')), moved('-10', '8'));
    expect(text(fund.balance)).toBe('60');
    expect([...fund.covered].map(([id, paid]) => [id, text(paid)])).toEqual([
      ['7', '30'],
      ['8', '10'],
    ]);
  });

  it('may be used up, and halts rather than go below zero', () => {
    expect(text(evolveFund(hundred(), moved('-100')).balance)).toBe('0');
    expect(violation(() => evolveFund(hundred(), moved('-100.01')))).toMatchObject({
      rule: 'I-4',
      message: 'I-4: the insurance fund went below zero',
      figures: { balance: '-0.01' },
    });
  });

  it('halts rather than cover a case twice', () => {
    const fund = evolveFund(hundred(), moved('-30', '7'));
    expect(violation(() => evolveFund(fund, moved('-1', '7')))).toMatchObject({
      rule: 'I-13',
      message: 'I-13: case 7 was covered twice',
    });
  });
});
