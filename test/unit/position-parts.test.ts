import {
  Dec,
  Exact,
  averagePrice,
  instrumentOf,
  loanParts,
  priceOf,
  quantityOf,
  reduceFor,
  text,
  withPart,
  type Instant,
  type InstrumentTerms,
  type Loan,
  type LoanPart,
  type Position,
} from '../../domain/index.js';

const exact = (value: string) => Exact.of(new Dec(value));

function part(since: number, cost: string, rate?: string): LoanPart {
  return {
    since: since as Instant,
    cost: exact(cost),
    principal: exact(cost),
    ...(rate === undefined ? {} : { rate: new Dec(rate) }),
  };
}

function loanOf(quantity: string, ...parts: readonly LoanPart[]): Loan {
  return { quantity: new Dec(quantity), parts, interest: new Dec(0), coinInterest: new Dec(0) };
}

describe('the parts of a loan', () => {
  const costs = (held: LoanPart, added: LoanPart) =>
    withPart({ quantity: new Dec(1), loan: loanOf('1', held) }, new Dec(2), added).parts.map(
      ({ cost, principal }) => [cost.toString(), principal.toString()],
    );

  const two = [
    ['10', '10'],
    ['5', '5'],
  ];

  it('are one where they count from one instant at one rate', () => {
    expect(costs(part(7, '10'), part(7, '5'))).toEqual([['15', '15']]);
    expect(costs(part(7, '10', '0.01'), part(7, '5', '0.010'))).toEqual([['15', '15']]);
  });

  it('stay apart where instant or rate differ, or only one rate is locked in', () => {
    expect(costs(part(7, '10'), part(8, '5'))).toEqual(two);
    expect(costs(part(7, '10', '0.01'), part(8, '5', '0.01'))).toEqual(two);
    expect(costs(part(7, '10', '0.01'), part(7, '5', '0.02'))).toEqual(two);
    expect(costs(part(7, '10', '0.01'), part(7, '5'))).toEqual(two);
    expect(costs(part(7, '10'), part(7, '5', '0.01'))).toEqual(two);
  });

  it('keep what the loan has cost so far', () => {
    const loan = { ...loanOf('1', part(7, '10')), interest: new Dec(3), coinInterest: new Dec(4) };
    const more = withPart({ quantity: new Dec(1), loan }, new Dec(2), part(8, '5'));
    expect([more.quantity, more.interest, more.coinInterest].map(text)).toEqual(['2', '3', '4']);
  });

  it('shrink with the contracts, and not at all while these are all held', () => {
    const parts = [part(7, '10'), part(8, '5')];
    const held = (quantity: string) =>
      loanParts({ quantity: new Dec(quantity), loan: loanOf('4', ...parts) });
    expect(held('4')).toEqual(parts);
    expect(held('1').map(({ since, cost }) => [since, cost.toString()])).toEqual([
      [7, '2.5'],
      [8, '1.25'],
    ]);
    expect(loanParts({ quantity: new Dec(4) })).toEqual([]);
  });

  it('are rounded up once their fraction is longer than 90 digits, and not before', () => {
    const half = (cost: Exact) =>
      loanParts({
        quantity: new Dec(1),
        loan: loanOf('2', { since: 7 as Instant, cost, principal: cost }),
      })[0]!.principal;
    const power = (exponent: number) => new Dec(3).pow(exponent);
    // A half of 2 / 10^90 is a fraction of exactly 90 digits, one of 1 / 3^190 has 91.
    expect(half(exact('2e-90')).cmp(exact('1e-90'))).toBe(0);
    expect(half(Exact.quotient(new Dec(1), power(190))).cmp(exact('1e-60'))).toBe(0);
    const short = Exact.quotient(new Dec(2), power(100));
    expect(half(short).cmp(Exact.quotient(new Dec(1), power(100)))).toBe(0);
  });
});

const instrument = (kind: InstrumentTerms['kind']) =>
  instrumentOf({
    ...{ id: 'X', kind, base: 'X', quote: 'USD' },
    margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
  });

const position: Position = {
  ...{ key: 'X', instrument: 'X', side: 'long', quantity: new Dec(3), cost: exact('100'), age: 1 },
  ...{ realizedProfit: new Dec(0), fees: new Dec(0), funding: new Dec(0) },
};

const reduced = (quantity: string, decimals = 30) =>
  reduceFor(
    instrument('linear'),
    position,
    { quantity: new Dec(quantity), value: exact('50') },
    decimals,
  );

describe('a reduction', () => {
  it.each(['0', '-1', '3.01'])('of %s of 3 contracts is a bug', (quantity) => {
    expect(() => reduced(quantity)).toThrow('I-16: closed more than held');
  });

  it('of all contracts leaves nothing', () => {
    const { releasedCost, profit, rest } = reduced('3');
    expect([releasedCost.toString(), profit.toString(), rest]).toEqual(['100', '-50', undefined]);
  });

  it('releases its share of the cost at 30 decimals, or at as many as are booked', () => {
    expect(reduced('1').releasedCost.toString()).toBe(`33.${'3'.repeat(30)}`);
    expect(reduced('1', 2).releasedCost.toString()).toBe(`33.${'3'.repeat(30)}`);
    expect(reduced('1', 40).releasedCost.toString()).toBe(`33.${'3'.repeat(40)}`);
    expect(reduced('1', 2).rest!.cost.toString()).toBe(`66.${'6'.repeat(29)}7`);
  });
});

describe('the average price of executions', () => {
  const executions = [
    { quantity: quantityOf(new Dec(1)), price: priceOf(new Dec(100)) },
    { quantity: quantityOf(new Dec(3)), price: priceOf(new Dec(200)) },
  ];
  const average = (kind: InstrumentTerms['kind'], count: number) =>
    averagePrice(instrument(kind), executions.slice(0, count)).toRational().toDecimal(6, 'down');

  it('is weighted by quantity, in inverse contracts so that the value in coins is the same', () => {
    // (100 + 3 x 200) / 4 = 175; 4 / (1 / 100 + 3 / 200) = 4 / 0.025 = 160.
    expect(text(average('linear', 2))).toBe('175');
    expect(text(average('inverse', 2))).toBe('160');
  });

  it('of one execution is its price', () => {
    expect(text(average('linear', 1))).toBe('100');
    expect(text(average('inverse', 1))).toBe('100');
  });
});
