import fc from 'fast-check';
import {
  Dec,
  Exact,
  Rational,
  entryPriceOf,
  increased,
  instrumentOf,
  openingCost,
  priceOf,
  quantityOf,
  reduce,
  type InstrumentTerms,
  type Position,
} from '../../domain/index.js';

const instrument = (kind: InstrumentTerms['kind']) =>
  instrumentOf({
    id: 'X',
    kind,
    base: 'X',
    quote: 'USD',
    margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
  });

const fill = fc.record({
  lots: fc.integer({ min: 1, max: 40 }),
  cents: fc.integer({ min: 1, max: 1_000_000 }),
});
const fills = fc.array(fill, { minLength: 1, maxLength: 6 });
const parsed = (text: string) => new Dec(text);

type Fills = readonly { readonly lots: number; readonly cents: number }[];

const traded = ({ lots, cents }: Fills[number]) => ({
  quantity: quantityOf(parsed(String(lots))),
  price: priceOf(parsed((cents / 100).toFixed(2))),
});

function opened(kind: InstrumentTerms['kind'], opens: Fills): Position {
  const empty: Position = {
    key: 'X',
    instrument: 'X',
    side: 'long',
    quantity: new Dec(0),
    cost: Exact.ZERO,
    realizedProfit: new Dec(0),
    fees: new Dec(0),
    funding: new Dec(0),
    age: 1,
  };
  return opens.reduce((held, one) => {
    const trade = traded(one);
    return increased(held, parsed(String(one.lots)), openingCost(instrument(kind), trade));
  }, empty);
}

describe('the cost of a position', () => {
  it('in linear contracts comes back in the profits of its parts, to the last digit', () => {
    let uneven = 0;
    const closed = (held: Position, closes: Fills, total: Exact): Exact => {
      const [first, ...later] = closes;
      const lots = Math.min(first?.lots ?? Infinity, Number(held.quantity.toFixed()));
      const trade = traded({ lots, cents: first?.cents ?? 100 });
      const { profit, value, rest } = reduce(instrument('linear'), held, [trade], 30);
      expect(profit.isDecimal() && profit.whole.decimalPlaces() <= 30).toBe(true);
      if (profit.whole.decimalPlaces() === 30) uneven += 1;
      const sum = total.plus(profit).minus(value);
      return rest === undefined ? sum : closed(rest, later, sum);
    };
    fc.assert(
      fc.property(fills, fills, (opens, closes) => {
        const held = opened('linear', opens);
        // What the parts earned less what they were sold for is what the whole had cost.
        expect(closed(held, closes, Exact.ZERO).plus(held.cost).sign()).toBe(0);
      }),
      { numRuns: 300, seed: 11 },
    );
    expect(uneven).toBeGreaterThan(100);
  });

  it('in inverse contracts leaves the entry price of the rest as it was', () => {
    let fractions = 0;
    fc.assert(
      fc.property(fills, fill, (opens, close) => {
        const held = opened('inverse', opens);
        const { rest, releasedCost } = reduce(
          instrument('inverse'),
          held,
          [traded({ ...close, lots: Math.min(close.lots, Number(held.quantity.toFixed())) })],
          30,
        );
        if (rest === undefined) return;
        if (!releasedCost.isDecimal()) fractions += 1;
        const entry = entryPriceOf(instrument('inverse'), held);
        expect(entryPriceOf(instrument('inverse'), rest).cmp(entry)).toBe(0);
      }),
      { numRuns: 300, seed: 11 },
    );
    expect(fractions).toBeGreaterThan(100);
  });

  it('of a third is released rounded toward zero, and the rest keeps the remainder', () => {
    const held = opened('linear', [
      { lots: 1, cents: 10_000 },
      { lots: 2, cents: 10_100 },
    ]);
    const trade = traded({ lots: 1, cents: 10_300 });
    const { releasedCost, rest } = reduce(instrument('linear'), held, [trade], 30);
    expect(releasedCost.toString()).toBe('100.666666666666666666666666666666');
    expect(rest?.cost.toString()).toBe('201.333333333333333333333333333334');
    expect(held.cost.toRational().cmp(Rational.of(302n))).toBe(0);
  });
});
