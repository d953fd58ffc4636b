import { Dec, LOT_METHODS, takeLots, Rational, type Lot } from '../../domain/index.js';
import type { Command } from '../../src/application/commands.js';
import { csvOf } from '../../src/history/csv.js';
import type { HistoryKind } from '../../src/history/questions.js';
import { worldOf, type World } from '../support/world.js';

const FEES = { fees: { maker: '0', taker: '0.001' } };

async function worldWith(commands: readonly Command[], terms = {}): Promise<World> {
  const world = await worldOf({ ...FEES, ...terms }, { seed: 1 });
  for (const command of commands) {
    const answer = await world.engine.handle(command);
    if (!answer.ok) throw new Error(answer.error.message);
  }
  return world;
}

const fill = (
  type: 'open' | 'close',
  side: 'long' | 'short',
  quantity: string,
  price: string,
  at: string,
): Command => ({ type, account: 'a', instrument: 'ETH-PERP', side, quantity, price, at });

const day = (n: number) => `2025-03-0${n}T00:00:00Z`;

/** Bought 1 at 100, 1 at 120, 1 at 110; then sold 2 at 130. */
const BOUGHT: readonly Command[] = [
  { type: 'deposit', account: 'a', asset: 'USD', amount: '1000', at: day(1) },
  fill('open', 'long', '1', '100', day(1)),
  fill('open', 'long', '1', '120', day(2)),
  fill('open', 'long', '1', '110', day(3)),
  fill('close', 'long', '2', '130', day(4)),
];

async function rows<K extends HistoryKind>({ engine }: World, kind: K, more = {}) {
  const page = await engine.query({ ask: 'history', account: 'a', kind, ...more });
  if (!page.ok) throw new Error(page.error.message);
  return page.value.rows;
}

describe('the trade history', () => {
  it('tells each fill with its price, its time and its fee', async () => {
    const world = await worldWith(BOUGHT);
    expect(await rows(world, 'fills')).toMatchObject([
      { at: '2025-03-01T00:00:00.000Z', action: 'opened', price: '100', fee: '0.1', left: '1' },
      { at: '2025-03-02T00:00:00.000Z', action: 'increased', price: '120', fee: '0.12', left: '2' },
      { at: '2025-03-03T00:00:00.000Z', action: 'increased', price: '110', fee: '0.11', left: '3' },
      // The average entry is 110: 2 x (130 - 110).
      { at: '2025-03-04T00:00:00.000Z', action: 'reduced', profit: '40', fee: '0.26', left: '1' },
    ]);
  });

  it('keeps to a range of time, which begins with `from` and ends before `to`', async () => {
    const world = await worldWith(BOUGHT);
    const found = await rows(world, 'fills', { from: day(2), to: day(4) });
    expect(found.map(({ price }) => price)).toEqual(['120', '110']);
  });

  it('is handed out in pages that neither repeat nor miss a row while the tape grows', async () => {
    const world = await worldWith(BOUGHT);
    const first = await world.engine.query({
      ask: 'history',
      account: 'a',
      kind: 'fills',
      limit: 3,
    });
    if (!first.ok) throw new Error(first.error.message);
    expect(first.value.rows).toHaveLength(3);
    await world.engine.handle(fill('close', 'long', '1', '140', day(5)));
    const rest = await rows(world, 'fills', { cursor: first.value.next });
    expect(rest.map(({ price }) => price)).toEqual(['130', '140']);
    const last = await world.engine.query({ ask: 'history', account: 'a', kind: 'fills' });
    expect(last).toMatchObject({ ok: true, value: { kind: 'fills' } });
    expect(last.ok && last.value.next).toBeUndefined();
  });

  it('says whose doing a fill was, also when one fill turns the position', async () => {
    const world = await worldWith([
      ...BOUGHT.slice(0, 2),
      fill('open', 'short', '3', '100', day(2)),
      { type: 'mark', marks: { 'ETH-PERP': '600' }, at: day(3) },
    ]);
    expect(await rows(world, 'fills')).toMatchObject([
      { action: 'opened', side: 'long', cause: 'holder' },
      { action: 'flipped', side: 'short', cause: 'holder', quantity: '3', left: '2' },
      { action: 'closed', side: 'short', cause: 'liquidation', quantity: '2' },
    ]);
    expect(await rows(world, 'positions')).toMatchObject([
      { side: 'long', opened: '1', closed: '1', exit: '100', profit: '0', closedBy: 'holder' },
      { side: 'short', opened: '2', left: '0', entry: '100', exit: '600', profit: '-1000' },
    ]);
  });
});

describe('the margin ledger', () => {
  it('runs a balance of every asset and entry', async () => {
    const world = await worldWith([
      ...BOUGHT,
      { type: 'deposit', account: 'a', asset: 'BTC', amount: '2', at: day(5) },
      { type: 'withdraw', account: 'a', asset: 'USD', amount: '500', at: day(5) },
    ]);
    const found = await rows(world, 'ledger');
    expect(
      found.map(({ asset, reason, amount, balance }) => [asset, reason, amount, balance]),
    ).toEqual([
      ['USD', 'deposit', '1000', '1000'],
      ['USD', 'fee', '-0.1', '999.9'],
      ['USD', 'fee', '-0.12', '999.78'],
      ['USD', 'fee', '-0.11', '999.67'],
      ['USD', 'profit', '40', '1039.67'],
      ['USD', 'fee', '-0.26', '1039.41'],
      ['BTC', 'deposit', '2', '2'],
      ['USD', 'withdrawal', '-500', '539.41'],
    ]);
  });

  it('shows both sides of what moves between a wallet and an isolated pool', async () => {
    const world = await worldWith([
      BOUGHT[0]!,
      {
        type: 'open',
        account: 'a',
        instrument: 'ETH-PERP',
        side: 'long',
        quantity: '1',
        price: '100',
        mode: 'isolated',
        margin: '50',
      },
    ]);
    const allocated = (await rows(world, 'ledger')).filter(({ reason }) => reason === 'allocate');
    expect(allocated).toMatchObject([
      { entry: 'wallet spot', amount: '-50', balance: '950', counterparty: 'isolated:ETH-PERP' },
      { entry: 'isolated:ETH-PERP', amount: '50', balance: '50', counterparty: 'wallet spot' },
    ]);
  });

  it('has funding and fees in histories of their own', async () => {
    const world = await worldWith([
      ...BOUGHT,
      { type: 'funding', instrument: 'ETH-PERP', rate: '0.01', mark: '130', at: day(5) },
    ]);
    expect(await rows(world, 'funding')).toMatchObject([{ amount: '-1.3', rate: '0.01' }]);
    expect((await rows(world, 'fees')).map(({ amount }) => amount)).toEqual([
      '-0.1',
      '-0.12',
      '-0.11',
      '-0.26',
    ]);
    expect(await rows(world, 'interest')).toEqual([]);
  });
});

describe('realized profit by lots', () => {
  it.each([
    // (130 - 100) + (130 - 120), (130 - 110) + (130 - 120), (130 - 120) + (130 - 110), 2 x 20
    ['first-in-first-out', ['100 30', '120 10']],
    ['last-in-first-out', ['110 20', '120 10']],
    ['highest-cost', ['120 10', '110 20']],
    ['average', ['110 40']],
  ] as const)('%s', async (method, expected) => {
    const world = await worldWith(BOUGHT);
    const found = await rows(world, 'lots', { method });
    expect(found.map(({ entry, profit }) => `${entry} ${profit}`)).toEqual(expected);
  });

  it('takes the cheapest of a short first by highest cost: it yields the least', () => {
    const lot = (opened: number, cost: string): Lot => ({
      opened,
      at: 0 as Lot['at'],
      quantity: new Dec(1),
      cost: Rational.fromDecimalString(cost),
    });
    const lots = [lot(1, '100'), lot(2, '90'), lot(3, '120')];
    const instrument = { kind: 'linear' } as Parameters<typeof takeLots>[3]['instrument'];
    const take = (side: 'long' | 'short') =>
      takeLots(lots, new Dec('1.5'), 'highest-cost', { instrument, side });
    expect(take('short').taken.map(({ opened }) => opened)).toEqual([2, 1]);
    expect(take('long').taken.map(({ opened }) => opened)).toEqual([3, 1]);
    expect(
      take('short').left.map(({ quantity, cost }) => [quantity.toFixed(), cost.toString()]),
    ).toEqual([
      ['0.5', '50'],
      ['1', '120'],
    ]);
    expect(LOT_METHODS).toHaveLength(4);
  });
});

describe('a question about the past', () => {
  it.each([
    [{ kind: 'nonsense' }, '$.kind'],
    [{ kind: 'fills', limit: 0 }, '$.limit'],
    [{ kind: 'fills', limit: 1001 }, '$.limit'],
    [{ kind: 'fills', from: 'yesterday' }, '$.from'],
    [{ kind: 'fills', cursor: 'x' }, 'cursor'],
    [{ kind: 'lots', method: 'worst' }, '$.method'],
  ])('is refused by its field: %j', async (question, field) => {
    const { engine } = await worldWith(BOUGHT);
    const asked = { ask: 'history', account: 'a', ...question } as never;
    expect(await engine.query(asked)).toMatchObject({
      ok: false,
      error: { code: 'input.invalid', field },
    });
  });

  it('is refused when there is no such question, account or case', async () => {
    const { engine } = await worldWith(BOUGHT);
    expect(await engine.query({ ask: 'nonsense', account: 'a' } as never)).toMatchObject({
      ok: false,
      error: { code: 'input.invalid', field: '$.ask' },
    });
    expect(await engine.query({ ask: 'story', account: 'nobody' })).toMatchObject({
      ok: false,
      error: { code: 'account.unknown' },
    });
    expect(await engine.query({ ask: 'story', account: 'a', case: 'a/cross/9' })).toMatchObject({
      ok: false,
      error: { code: 'history.no-liquidation' },
    });
    expect(await engine.query({ ask: 'story', account: 'a' })).toEqual({ ok: true, value: [] });
  });

  it('is refused when the tape does not reach back to the beginning', async () => {
    const { engine, journal } = await worldWith(BOUGHT);
    journal.envelopes.splice(0);
    expect(await engine.query({ ask: 'story', account: 'a' })).toMatchObject({
      ok: false,
      error: { code: 'history.incomplete' },
    });
  });
});

describe('the story of a liquidation', () => {
  it('has what was measured before and after each close, also of a pool that is gone', async () => {
    const world = await worldWith(
      [
        { type: 'deposit', account: 'a', asset: 'USD', amount: '100' },
        {
          type: 'open',
          account: 'a',
          instrument: 'ETH-PERP',
          side: 'long',
          quantity: '1',
          price: '100',
          mode: 'isolated',
          margin: '10',
        },
        { type: 'mark', marks: { 'ETH-PERP': '94' } },
      ],
      { liquidation: { fee: '0.01' } },
    );
    const account = await world.engine.account('a');
    expect([...account!.pools.keys()]).toEqual(['cross']);
    const story = await world.engine.query({ ask: 'story', account: 'a' });
    expect(story).toMatchObject({
      ok: true,
      value: [
        {
          pool: 'isolated:ETH-PERP',
          // 10 + (94 - 100) against 5 % of 94
          started: { equity: '4', maintenance: '4.7', slack: '-0.7' },
          closeOuts: [
            {
              quantity: '1',
              before: { equity: '4', maintenance: '4.7', slack: '-0.7' },
              fills: [{ price: '94', mark: '94', slippage: '0', profit: '-6', fee: '0.94' }],
              after: { equity: '3.06', maintenance: '0', slack: '3.06' },
            },
          ],
          ended: { outcome: 'closed' },
        },
      ],
    });
    expect(await rows(world, 'liquidations')).toMatchObject([
      { closeOuts: '1', profit: '-6', fees: '0.94', deficit: '0', outcome: 'closed' },
    ]);
  });

  it('has what the venue left open, and is open itself', async () => {
    const world = await worldOf({}, { seed: 1, partial: 1 });
    for (const command of [
      { type: 'deposit', account: 'a', asset: 'USD', amount: '60' },
      {
        type: 'open',
        account: 'a',
        instrument: 'ETH-PERP',
        side: 'long',
        quantity: '5',
        price: '100',
      },
      { type: 'mark', marks: { 'ETH-PERP': '88.1' } },
    ] as const) {
      await world.engine.handle(command);
    }
    const story = await world.engine.query({ ask: 'story', account: 'a' });
    if (!story.ok) throw new Error(story.error.message);
    const [told] = story.value;
    expect(told?.ended).toBeUndefined();
    // 4.5 of the 5 lose 11.9 each; 0.5 x 88.1 keep a twentieth of equity 60 - 5 x 11.9.
    expect(told?.closeOuts[0]).toMatchObject({
      unfilled: { quantity: '0.5', reason: 'the book was too thin' },
      fills: [{ quantity: '4.5', price: '88.1', profit: '-53.55' }],
      after: { equity: '0.5', maintenance: '2.2025', slack: '-1.7025' },
    });
  });
});

describe('a table', () => {
  it('quotes what would break it', () => {
    const cells = [{ a: 'x,y', b: 'say "z"' }, { a: 'two\nlines' }];
    expect(csvOf(['a', 'b'], cells)).toBe('a,b\n"x,y","say ""z"""\n"two\nlines",\n');
  });
});

describe('a position that moves', () => {
  const MOVED: readonly Command[] = [
    { type: 'deposit', account: 'a', asset: 'USD', amount: '1000', at: day(1) },
    fill('open', 'long', '1', '90', day(1)),
    fill('open', 'long', '1', '110', day(2)),
  ];

  it('keeps its lots and its life when it goes to another pool of the account', async () => {
    const world = await worldWith(
      [
        ...MOVED,
        { type: 'setMode', account: 'a', instrument: 'ETH-PERP', mode: 'isolated', at: day(3) },
        { type: 'close', account: 'a', instrument: 'ETH-PERP', price: '130', at: day(4) },
      ],
      { modeSwitch: 'allowed' },
    );
    const lots = await rows(world, 'lots');
    expect(lots.map(({ entry, openedAt }) => [entry, openedAt.slice(0, 10)])).toEqual([
      ['90', '2025-03-01'],
      ['110', '2025-03-02'],
    ]);
    expect(await rows(world, 'positions')).toMatchObject([
      {
        pool: 'isolated:ETH-PERP',
        opened: '2',
        closed: '2',
        entry: '100',
        exit: '130',
        profit: '60',
      },
    ]);
  });
});
