import {
  DEFAULT_QUALITY_TABLE,
  Dec,
  MARK_ACTIONS,
  MARK_QUALITIES,
  configurationOf,
  instantOf,
  isKeptFrom,
  qualityTable,
  timeAverage,
  type MarkAction,
  type MarkQuality,
} from '../../domain/index.js';
import type { Command } from '../../src/application/commands.js';
import { hashesOf } from '../support/replayed.js';
import { SECOND, worldOf } from '../support/world.js';

const ALLOWED: Readonly<Record<MarkQuality, readonly MarkAction[]>> = {
  good: ['open', 'withdraw', 'liquidate', 'settle', 'trigger'],
  degraded: ['open', 'withdraw', 'liquidate', 'trigger'],
  stale: ['liquidate'],
  invalid: [],
};

describe('the table of qualities and actions', () => {
  it('says of each quality and each action whether it is allowed', () => {
    for (const quality of MARK_QUALITIES) {
      const row = DEFAULT_QUALITY_TABLE[quality];
      expect(Object.keys(row).sort()).toEqual([...MARK_ACTIONS].sort());
      const allowed = MARK_ACTIONS.filter((action) => row[action]);
      expect({ quality, allowed }).toEqual({ quality, allowed: ALLOWED[quality] });
    }
  });

  it('changes where a configuration says so, and nowhere else', () => {
    const { markQuality } = configurationOf({
      engine: { markQuality: { stale: { liquidate: false }, invalid: { withdraw: true } } },
    });
    expect(markQuality.stale.liquidate).toBe(false);
    expect(markQuality.invalid).toEqual({ ...DEFAULT_QUALITY_TABLE.invalid, withdraw: true });
    expect(markQuality.degraded).toEqual(DEFAULT_QUALITY_TABLE.degraded);
    expect(qualityTable()).toEqual(DEFAULT_QUALITY_TABLE);
  });
});

const COMPOSED: Command = {
  type: 'listInstrument',
  instrument: {
    ...SECOND,
    id: 'SRC',
    settlement: { window: 'PT1M' },
    sources: {
      from: [
        { name: 'a', maxAge: 'PT10S' },
        { name: 'b', maxAge: 'PT10S' },
      ],
      tolerance: '0.01',
    },
  },
};

/** Long 10 at 100 with 145, which 90.5 breaches: 50 of 45.25. */
async function composedWorld(engine = {}) {
  const world = await worldOf(engine, { seed: 1 });
  const commands: Command[] = [
    COMPOSED,
    { type: 'source', prices: { SRC: { a: '100', b: '100' } }, at: '2026-01-01T00:00:00Z' },
    { type: 'deposit', account: 'x', asset: 'USD', amount: '140' },
    { type: 'book', account: 'x', instrument: 'SRC', side: 'long', quantity: '10', entry: '100' },
    { type: 'protect', account: 'x', instrument: 'SRC', stopLoss: '95' },
  ];
  for (const command of commands) {
    expect(await world.engine.handle(command)).toMatchObject({ ok: true });
  }
  const told = () => world.journal.envelopes.map(({ event }) => event.type);
  return { ...world, told };
}

describe('the quality of a composed price', () => {
  it('keeps stops and liquidations waiting while it is invalid, and lets them go once it is not', async () => {
    const { engine, told } = await composedWorld();
    await engine.handle({ type: 'source', prices: { SRC: { a: '90' } } });
    await engine.handle({ type: 'retry' });
    expect(told()).not.toContain('ProtectionTriggered');
    await engine.handle({ type: 'source', prices: { SRC: { b: '90' } } });
    expect(told()).toContain('ProtectionTriggered');
  });

  it('lets a stale price liquidate unless the table forbids it', async () => {
    for (const [liquidate, happens] of [
      [true, true],
      [false, false],
    ] as const) {
      const { engine, told } = await composedWorld({ markQuality: { stale: { liquidate } } });
      // The last good price is 100; what changes is the schedule, after the sources fell silent.
      await engine.handle({
        type: 'setSchedule',
        instrument: 'SRC',
        margin: { model: 'flat', initial: '0.5', maintenance: '0.2' },
        at: '2026-01-01T00:01:00Z',
      });
      expect(told().includes('LiquidationStarted')).toBe(happens);
    }
  });

  it('settles at an average only when it is good', async () => {
    const { engine } = await composedWorld();
    const settle = { type: 'settle', instrument: 'SRC' } as const;
    await engine.handle({ type: 'source', prices: { SRC: { a: '102' } } });
    expect(await engine.handle(settle)).toMatchObject({
      ok: false,
      error: { code: 'market.mark-unreliable', figure: 'invalid' },
    });
    await engine.handle({
      type: 'source',
      prices: { SRC: { a: '103', b: '103' } },
      at: '2026-01-01T00:00:45Z',
    });
    // 100 stood for 45 seconds and 103 for 5 of the 50 seconds there were.
    expect(await engine.handle({ ...settle, at: '2026-01-01T00:00:50Z' })).toMatchObject({
      ok: true,
    });
    expect(engine.market.instruments.get('SRC')?.settledAt?.toFixed()).toBe('100.3');
  });

  it('replays to the byte, and so does a snapshot', async () => {
    const world = await composedWorld();
    await world.engine.handle({
      type: 'source',
      prices: { SRC: { a: '101' } },
      at: '2026-01-01T00:00:30Z',
    });
    const [now, ...others] = await hashesOf(world);
    expect(others).toEqual([now, now]);
  });

  it('names what cannot be meant', async () => {
    const { engine } = await composedWorld();
    const bad = async (sources: object, more = {}) => {
      const instrument = { ...SECOND, id: 'NEW', ...more, sources } as never;
      const answer = await engine.handle({ type: 'listInstrument', instrument });
      return answer.ok ? 'accepted' : [answer.error.code, answer.error.field];
    };
    const from = [{ name: 'a' }, { name: 'b' }];
    expect(await bad({ from: [...from, { name: 'a' }], tolerance: '0' })).toEqual([
      'input.invalid',
      'sources.from[2].name',
    ]);
    expect(await bad({ from, tolerance: '1' })).toEqual(['input.invalid', 'sources.tolerance']);
    expect(await bad({ from, tolerance: '0', quorum: 3 })).toEqual([
      'input.invalid',
      'sources.quorum',
    ]);
    expect(await bad({ from, tolerance: '0' }, { allowNonPositive: true })).toEqual([
      'input.invalid',
      'sources',
    ]);
  });
});

describe('the average of a price over time', () => {
  const path = (...points: [string, number][]) =>
    points.map(([price, at]) => ({ price: new Dec(price), at: instantOf(at) }));
  const average = (points: [string, number][], from: number, to: number) =>
    timeAverage(path(...points), instantOf(from), instantOf(to))?.toFixed();

  it('weights each price with how long it stood', () => {
    expect(
      average(
        [
          ['1', 0],
          ['4', 20],
        ],
        10,
        40,
      ),
    ).toBe('3');
    // A third does not come out even: rounded to 18 decimals.
    expect(
      average(
        [
          ['1', 0],
          ['2', 20],
        ],
        0,
        30,
      ),
    ).toBe('1.333333333333333333');
  });

  it('starts with the first price there is, and needs one by its end', () => {
    expect(average([['5', 25]], 10, 40)).toBe('5');
    expect(average([['5', 40]], 10, 40)).toBe('5');
    expect(average([['5', 41]], 10, 40)).toBeUndefined();
  });

  it('needs of a path only what it is kept from', () => {
    const points = path(['1', 0], ['2', 10], ['3', 20], ['4', 30]);
    const kept = points.filter(isKeptFrom(20));
    expect(kept.map(({ at }) => at)).toEqual([20, 30]);
    expect(points.filter(isKeptFrom(19)).map(({ at }) => at)).toEqual([10, 20, 30]);
  });
});
