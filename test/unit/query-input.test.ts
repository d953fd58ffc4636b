import type { MarginEngine } from '../../src/application/margin-engine.js';
import type { Query } from '../../src/application/queries.js';
import { QUERY_SHAPES } from '../../src/input/query-shapes.js';
import { worldOf } from '../support/world.js';

async function engineWithPosition(): Promise<MarginEngine> {
  const { engine } = await worldOf({}, { seed: 1 });
  const answers = await engine.handleTogether([
    { type: 'deposit', account: 'a', asset: 'USD', amount: '150' },
    {
      type: 'open',
      account: 'a',
      instrument: 'ETH-PERP',
      side: 'long',
      quantity: '10',
      price: '100',
    },
  ]);
  expect(answers.every(({ ok }) => ok)).toBe(true);
  return engine;
}

const pool = { account: 'a', pool: 'cross' } as const;
const explain = { ask: 'explain', ...pool } as const;
const most = {
  ask: 'max-quantity',
  account: 'a',
  instrument: 'ETH-PERP',
  side: 'long',
  price: '100',
} as const;

describe('a question that cannot be meant', () => {
  it.each<[string, unknown, string[]]>([
    ['no object', null, ['$']],
    ['a list', [], ['$']],
    ['text', 'pool', ['$']],
    ['no such question', { ask: 'nonsense', account: 'a' }, ['$.ask']],
    ['no question', { account: 'a' }, ['$.ask']],
    [
      'a key of a prototype',
      JSON.parse('{"ask":"debts","__proto__":{"account":"a"}}'),
      ['$.__proto__'],
    ],
    ['no account', { ask: 'debts' }, ['$.account']],
    ['an account that is a number', { ask: 'debts', account: 5 }, ['$.account']],
    ['no pool', { ask: 'pool', account: 'a' }, ['$.pool']],
    ['a key too many', { ask: 'pool', ...pool, position: 'ETH-PERP' }, ['$.position']],
    [
      'several things',
      { ask: 'position', account: '', pool: 7 },
      ['$.account', '$.pool', '$.position'],
    ],
    ['no such figure', { ...explain, figure: 'nonsense' }, ['$.figure']],
    ['a figure of no position', { ...explain, figure: 'liquidationPrice' }, ['$.position']],
    ['no such side', { ...most, side: 'up' }, ['$.side']],
    ['a price that is a number', { ...most, price: 100 }, ['$.price']],
    ['a price that is none', { ...most, price: '1e3' }, ['$.price']],
    ['no value', { ...most, leverage: null }, ['$.leverage']],
    ['a page of nothing', { ask: 'history', account: 'a', kind: 'fills', limit: 0.5 }, ['$.limit']],
  ])('is refused with every path: %s', async (_, shape, paths) => {
    const engine = await engineWithPosition();
    const answer = await engine.query(shape as Query);
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'input.invalid', field: expect.stringMatching(/^\$/) as string },
    });
    const problems = answer.ok ? [] : (answer.problems ?? []);
    expect(problems.map(({ path }) => path).sort()).toEqual(paths.sort());
    expect(problems.every(({ expected, received }) => expected !== '' && received !== '')).toBe(
      true,
    );
  });

  it('is refused for a price nothing is worth, not thrown', async () => {
    const engine = await engineWithPosition();
    for (const price of ['0', '-1']) {
      for (const instrument of ['ETH-PERP', 'BTC-INV']) {
        expect(await engine.query({ ...most, instrument, price })).toMatchObject({
          ok: false,
          error: { code: 'market.price-not-positive' },
        });
      }
    }
    expect(await engine.query({ ...most, leverage: '0' })).toMatchObject({
      ok: false,
      error: { code: 'input.invalid', field: 'leverage' },
    });
    expect(await engine.query({ ...most, instrument: 'NO-PERP' })).toMatchObject({
      ok: false,
      error: { code: 'market.instrument-unknown' },
    });
  });
});

describe('a question that can be meant', () => {
  it('is answered, of every kind', async () => {
    const engine = await engineWithPosition();
    const asked: Query[] = [
      { ask: 'pool', ...pool },
      { ask: 'debts', account: 'a' },
      { ask: 'claims', account: 'a' },
      { ask: 'overview', account: 'a' },
      { ask: 'protection', account: 'a' },
      { ask: 'execution-report', account: 'a' },
      { ask: 'margin-call', ...pool },
      { ask: 'scenarios', ...pool },
      { ask: 'position', ...pool, position: 'ETH-PERP' },
      most,
      { ...most, ask: 'preview', quantity: '1' },
      { ...explain, figure: 'equity' },
      { ...explain, figure: 'liquidationPrice', position: 'ETH-PERP' },
      { ask: 'history', account: 'a', kind: 'fills' },
      { ask: 'story', account: 'a' },
      { ask: 'why-deleveraged', account: 'a' },
    ];
    for (const question of asked) {
      expect({ question, answer: await engine.query(question) }).toMatchObject({
        answer: { ok: true },
      });
    }
    const why: Query = { ask: 'why-liquidated', account: 'a', since: 3 };
    expect(await engine.query(why)).toMatchObject({
      ok: false,
      error: { code: 'history.no-liquidation' },
    });
    const kinds = [...asked, why].map(({ ask }) => ask);
    expect(new Set(kinds)).toEqual(new Set(Object.keys(QUERY_SHAPES)));
  });

  it('about a position that is not there names it', async () => {
    const engine = await engineWithPosition();
    const asked = { ...explain, figure: 'liquidationPrice', position: 'BTC-PERP' } as const;
    expect(await engine.query(asked)).toMatchObject({
      ok: false,
      error: { code: 'position.not-found', figure: 'BTC-PERP' },
    });
  });
});
