import {
  marginPool,
  valuePool,
  type MinimumTerms,
  type PortfolioMarginTerms,
} from '../../domain/index.js';
import { riskLimits } from '../../domain/liquidation/risk-limits.js';
import { PlimsollContainer } from '../../src/di/index.js';

const SHOCKS = [{ price: '-0.1' }, { price: '0.1' }];

/** Ten long and four short of one unit at 100: 1,000 and 400, and 100 a contract. */
async function limits(terms: Partial<PortfolioMarginTerms>, of = 'A-1'): Promise<string[]> {
  const engine = new PlimsollContainer().engine();
  const held = (instrument: string, side: 'long' | 'short', quantity: string) => ({
    type: 'book' as const,
    account: 'a',
    instrument,
    side,
    quantity,
    entry: '100',
    mode: 'cross' as const,
  });
  const answers = await engine.handleTogether([
    {
      type: 'setConfiguration',
      configuration: {
        liquidate: false,
        engine: { portfolioMargin: { shocks: SHOCKS, ...terms } },
      },
    },
    ...['A-1', 'A-2'].map((id) => ({
      type: 'listInstrument' as const,
      instrument: {
        id,
        kind: 'linear' as const,
        base: 'A',
        quote: 'USD',
        margin: { model: 'scenario' as const },
      },
    })),
    { type: 'mark', marks: { 'A-1': '100', 'A-2': '100' } },
    held('A-1', 'long', '10'),
    held('A-2', 'short', '4'),
  ]);
  expect(answers.filter(({ ok }) => !ok)).toEqual([]);
  const account = (await engine.account('a'))!;
  const valuations = valuePool(engine.market, marginPool(account, engine.market, 'cross'));
  const valuation = valuations.find(({ position }) => position.key === of)!;
  return riskLimits(valuations, valuation).map((limit) => limit.toFixed(4, 'half-up'));
}

const minimum = (on: MinimumTerms['on'], ...starts: string[]): Partial<PortfolioMarginTerms> => ({
  minimum: {
    rate: '0.1',
    on,
    at: 'mark',
    factors: [{ from: '0', factor: '1' }, ...starts.map((from) => ({ from, factor: '2' }))],
  },
});

describe('the quantities at which a requirement may bend', () => {
  it('are none without sizes that are charged, or with a rate of nothing', async () => {
    expect(await limits({})).toEqual([]);
    const { minimum: free } = minimum('net', '30');
    expect(await limits({ minimum: { ...(free as MinimumTerms), rate: '0' } })).toEqual([]);
    for (const on of ['gross', 'net'] as const) {
      expect(await limits({ charges: [{ on, at: 'mark', maintenance: '0.01' }] })).toEqual([]);
    }
  });

  it('is where both sides are equal, if what they have in common is charged', async () => {
    const charges = [{ on: 'offset' as const, at: 'mark' as const, maintenance: '0.01' }];
    // 400 are left of the long at four contracts; the short would have to grow.
    expect(await limits({ charges })).toEqual(['4.0000']);
    expect(await limits({ charges }, 'A-2')).toEqual([]);
  });

  it('are where a factor of the minimum begins, on either side of the hedge', async () => {
    // 30 / 0.1 = 300 net: 700 and 100 of the long against 400, and 400 where they are equal.
    expect(await limits(minimum('net', '30'))).toEqual(['1.0000', '4.0000', '7.0000']);
    // 90 / 0.1 = 900 gross: 500 of the long. 30 / 0.1 is less than the short alone.
    expect(await limits(minimum('gross', '90'))).toEqual(['5.0000']);
    expect(await limits(minimum('gross', '30'))).toEqual([]);
    // 300 in common: three contracts.
    expect(await limits(minimum('offset', '30'))).toEqual(['3.0000', '4.0000']);
    expect(await limits(minimum('offset', '10', '30'))).toEqual(['1.0000', '3.0000', '4.0000']);
  });

  it('are those of the side the position is on', async () => {
    // 250 in common are two and a half contracts of the short.
    expect(await limits(minimum('offset', '25'), 'A-2')).toEqual(['2.5000']);
    // 1,200 gross are 200 of the short; 700 net are 300.
    expect(await limits(minimum('gross', '120'), 'A-2')).toEqual(['2.0000']);
    expect(await limits(minimum('net', '70'), 'A-2')).toEqual(['3.0000']);
  });
});
