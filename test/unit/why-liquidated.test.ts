import { readScenario } from '../../src/scenario/read.js';
import { runScenario } from '../../src/scenario/run.js';
import type { Stage } from '../../src/scenario/stage.js';
import type { WhyQuestion } from '../../src/history/why-liquidated.js';

const flat = { model: 'flat', initial: '0.1', maintenance: '0.05' };
const perpetual = (base: string, margin: object = flat) => ({
  id: `${base}-PERP`,
  kind: 'linear',
  base,
  quote: 'USD',
  margin,
});

async function stageAfter(steps: readonly object[], more: object = {}): Promise<Stage> {
  const scenario = {
    scenario: 1,
    id: 'why',
    title: 'why',
    settlement: 'USD',
    instruments: [perpetual('BTC'), perpetual('ETH')],
    ...more,
    steps,
  };
  const read = readScenario(JSON.stringify(scenario));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  let stage: Stage | undefined;
  const result = await runScenario(read.scenario, {
    observe: (_, seen) => {
      stage = seen;
    },
  });
  expect(result).toMatchObject({ status: 'passed' });
  return stage!;
}

async function why({ engine }: Stage, more: Partial<WhyQuestion> = {}) {
  const answer = await engine.query({ ask: 'why-liquidated', account: 'a', ...more });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

const deposit = (amount: string) => ({ deposit: { account: 'a', asset: 'USD', amount } });
const open = (base: string, quantity: string, price: string, more: object = {}) => ({
  open: { account: 'a', instrument: `${base}-PERP`, side: 'long', quantity, price, ...more },
});

/** 1 BTC at 1,000 with 100 USD: 100 + P - 1,000 = 0.05 P, that is 900 / 0.95. */
const PLAIN = [
  { mark: { 'BTC-PERP': '1000', 'ETH-PERP': '100' } },
  deposit('100'),
  open('BTC', '1', '1000'),
];

describe('why a position was liquidated', () => {
  it('tells a change of tier beside what caused it', async () => {
    const tiers = [
      { from: '0', initial: '0.1', maintenance: '0.05' },
      { from: '50000', initial: '0.1', maintenance: '0.1' },
    ];
    const margin = { model: 'tiered', by: 'notional', scope: 'marginal', tiers };
    const stage = await stageAfter(
      [
        { mark: { 'BTC-PERP': '60000' } },
        deposit('8000'),
        // 8,000 + P - 60,000 = 0.1 P - 2,500 gives 55,000, above 50,000
        open('BTC', '1', '60000'),
        // 17,250 in all: 0.05 P gives 45,000; the old tier would give 40,250 / 0.9
        deposit('9250'),
        { mark: { 'BTC-PERP': '44000' } },
      ],
      { instruments: [perpetual('BTC', margin)] },
    );
    const { shown, rows, liquidated, difference } = await why(stage);
    expect(shown.level).toBe('55000');
    expect(rows.map(({ reason, fraction }) => [reason, fraction])).toEqual([
      ['collateral', '-92500/9'],
      ['tier', '2500/9'],
    ]);
    expect(liquidated.level).toBe('45000');
    expect(difference).toBe('-10000');
  });

  it('tells what other close-outs of the case slipped, beside the close itself', async () => {
    const stage = await stageAfter([
      { mark: { 'BTC-PERP': '1000', 'ETH-PERP': '100' } },
      deposit('300'),
      open('ETH', '10', '100'),
      // 300 + P - 1,000 = 0.05 P + 50, that is 750 / 0.95
      open('BTC', '1', '1000'),
      { venue: { instrument: 'ETH-PERP', fills: [{ price: '76' }] } },
      // ETH loses 200 and needs 40; the fill at 76 loses 40 more
      { mark: { 'BTC-PERP': '960', 'ETH-PERP': '80' } },
    ]);
    const told = await why(stage, { position: 'BTC-PERP' });
    expect(told.rows.map(({ reason, change, fraction }) => [reason, fraction ?? change])).toEqual([
      ['other-positions', '200'],
      ['other-positions', '-800/19'],
      ['slippage', '800/19'],
    ]);
    expect(told.totals.map(({ reason }) => reason)).toEqual(['other-positions', 'slippage']);
    // 940 / 0.95, and the mark of 960 was below it
    expect(told.liquidated.fraction).toBe('18800/19');
    expect(told.execution?.price).toBe('960');
    expect(told.worst).toMatchObject({ mark: '960', reached: false });
    expect(told.answer).toContain('the mark never fell below 960');
  });

  it('tells interest, and whatever else is charged to the pool', async () => {
    const stage = await stageAfter(
      [
        { mark: { BTC: '1000' }, at: '2025-01-01T00:00:00Z' },
        deposit('300'),
        {
          open: {
            account: 'a',
            instrument: 'BTC',
            side: 'long',
            quantity: '1',
            price: '1000',
            leverage: '5',
          },
        },
        { accrue: {}, at: '2025-01-01T04:00:00Z' },
        { mark: { BTC: '780' }, at: '2025-01-01T05:00:00Z' },
      ],
      {
        engine: { interest: { rate: '0.0002', every: 'PT4H', base: 'exposure' } },
        instruments: [
          {
            ...perpetual('BTC', { model: 'used', callLevel: '0.8', liquidationLevel: '0.4' }),
            id: 'BTC',
            kind: 'spot-margin',
            maxLeverage: '5',
          },
        ],
      },
    );
    const told = await why(stage);
    // 300 + P - 1,000 = 0.4 x 200 gives 780; 0.02 % of 1,000 is 0.2
    expect(told.shown.level).toBe('780');
    expect(told.rows).toMatchObject([{ reason: 'interest', change: '0.2', level: '780.2' }]);
    expect(told.worst).toMatchObject({ mark: '780', reached: true });
    expect(told.answer).toContain('the mark did reach it');
  });

  it('tells margin that was taken from an isolated pool that is gone by now', async () => {
    const stage = await stageAfter([
      PLAIN[0]!,
      deposit('300'),
      open('BTC', '1', '1000', { mode: 'isolated', margin: '240' }),
      { removeMargin: { account: 'a', instrument: 'BTC-PERP', amount: '95' } },
      { mark: { 'BTC-PERP': '899' } },
    ]);
    const told = await why(stage);
    expect(told.pool).toBe('isolated:BTC-PERP');
    expect(told.shown.level).toBe('800');
    expect(told.rows).toMatchObject([{ reason: 'collateral', change: '100', level: '900' }]);
  });

  it('has the price as it was reported where it was rounded', async () => {
    const rounding = { rounding: 'half-up', decimals: 2 };
    const stage = await stageAfter([...PLAIN, { mark: { 'BTC-PERP': '940' } }], {
      engine: { liquidationPriceRounding: rounding },
    });
    const told = await why(stage);
    expect(told.shown).toMatchObject({ fraction: '18000/19', reported: '947.37' });
    expect(told.rows).toEqual([]);
    expect(told.difference).toBe('0');
  });

  it('looks back as far as it is asked to', async () => {
    const stage = await stageAfter([
      { ...PLAIN[0]!, at: '2025-01-01T00:00:00Z' },
      deposit('100'),
      open('BTC', '1', '1000'),
      { ...deposit('95'), at: '2025-01-02T00:00:00Z' },
      { withdraw: { account: 'a', asset: 'USD', amount: '95' }, at: '2025-01-03T00:00:00Z' },
      { mark: { 'BTC-PERP': '940' }, at: '2025-01-04T00:00:00Z' },
    ]);
    const whole = await why(stage);
    expect(whole.rows.map(({ change }) => change)).toEqual(['-100', '100']);
    const late = await why(stage, { since: '2025-01-02T12:00:00Z' });
    expect(late.rows.map(({ change }) => change)).toEqual(['100']);
    expect(late.shown.at).toBe('2025-01-02T00:00:00.000Z');
    const early = await why(stage, { since: late.shown.sequence });
    expect(early).toEqual(late);
  });

  it.each([
    [{ since: 'yesterday' }, 'input.invalid', '$.since'],
    [{ since: '2024-12-31T00:00:00Z' }, 'position.not-found', 'since'],
    [{ since: 99 }, 'input.invalid', 'since'],
    [{ since: 1 }, 'position.not-found', 'since'],
    [{ position: 'ETH-PERP' }, 'history.no-liquidation', 'position'],
    [{ pool: 'isolated:BTC-PERP' }, 'history.no-liquidation', 'pool'],
    [{ case: 'a/cross/99' }, 'history.no-liquidation', 'case'],
  ])('is refused: %j', async (more, code, field) => {
    const stage = await stageAfter([
      { ...PLAIN[0]!, at: '2025-01-01T00:00:00Z' },
      ...PLAIN.slice(1),
      { mark: { 'BTC-PERP': '940' } },
    ]);
    const answer = await stage.engine.query({ ask: 'why-liquidated', account: 'a', ...more });
    expect(answer).toMatchObject({ ok: false, error: { code, field } });
  });

  it('is refused when nothing was liquidated', async () => {
    const stage = await stageAfter(PLAIN);
    const answer = await stage.engine.query({ ask: 'why-liquidated', account: 'a' });
    expect(answer).toMatchObject({ ok: false, error: { code: 'history.no-liquidation' } });
  });
});

describe('what moves a level besides the account itself', () => {
  it('is told too: terms, and a second price of the same batch', async () => {
    const stage = await stageAfter([
      { mark: { 'BTC-PERP': '1000', 'ETH-PERP': '100' } },
      deposit('290'),
      open('ETH', '1', '100'),
      // 290 + P - 1,000 = 0.05 P + 5, that is 715 / 0.95
      open('BTC', '1', '1000'),
    ]);
    const margin = { model: 'flat', initial: '0.2', maintenance: '0.1' } as const;
    await stage.engine.handle({ type: 'setSchedule', instrument: 'BTC-PERP', margin });
    await stage.engine.onMarks({ 'BTC-PERP': '800', 'ETH-PERP': '62' });
    const told = await why(stage, { position: 'BTC-PERP' });
    // 715 / 0.9, then ETH loses 38 and needs 1.9 less
    expect(told.rows.map(({ reason, event }) => [reason, event])).toEqual([
      ['terms', 'InstrumentListed'],
      ['other-positions', 'MarksAdvanced'],
    ]);
    expect(told.shown.fraction).toBe('14300/19');
    expect(told.rows[1]?.text).toBe('mark of ETH-PERP to 62');
    // (290 - 38 - 3.1 - 1,000) / 0.9, turned
    expect(told.liquidated.fraction).toBe('7511/9');
  });
});
