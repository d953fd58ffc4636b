import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';
import { worldOf, type World } from '../support/world.js';

const quiet = { seed: 1 };

function last({ journal }: World) {
  return journal.envelopes.at(-1)!.event;
}

describe('a batch of marks', () => {
  it('takes each good mark and each good rate, whatever the others are', async () => {
    const world = await worldOf({}, quiet);
    const answer = await world.engine.onMarks(
      { 'BTC-PERP': '0', 'ETH-PERP': '99', 'NO-PERP': '5', 'BTC-INV': 'a lot' },
      { rates: { BTC: '-1', EUR: '1.1', JPY: '1e-3' } },
    );
    expect(answer).toMatchObject({ ok: true, repeated: false });
    expect(answer.refused.map(({ price, id, error }) => [price, id, error.code])).toEqual([
      ['mark', 'BTC-PERP', 'market.price-not-positive'],
      ['mark', 'NO-PERP', 'market.instrument-unknown'],
      ['mark', 'BTC-INV', 'input.invalid'],
      ['rate', 'BTC', 'market.price-not-positive'],
      ['rate', 'JPY', 'input.invalid'],
    ]);
    const { marks, rates } = world.engine.market;
    expect(marks.get('ETH-PERP')?.price.toFixed()).toBe('99');
    expect(marks.get('BTC-PERP')?.price.toFixed()).toBe('1000');
    expect([...rates].map(([asset, rate]) => [asset, rate.toFixed()])).toEqual([
      ['BTC', '1000'],
      ['EUR', '1.1'],
    ]);
    expect(last(world)).toMatchObject({ marks: { 'ETH-PERP': '99' }, rates: { EUR: '1.1' } });
  });

  it('carries sequences: a mark out of its feed order is refused, and alone', async () => {
    const world = await worldOf({}, quiet);
    const marks = { 'BTC-PERP': '1001', 'ETH-PERP': '101' };
    const first = await world.engine.onMarks(marks, {
      sequences: { 'BTC-PERP': 7, 'ETH-PERP': 3 },
    });
    expect(first.refused).toEqual([]);
    const second = await world.engine.onMarks(
      { 'BTC-PERP': '1002', 'ETH-PERP': '102' },
      { sequences: { 'BTC-PERP': 7, 'ETH-PERP': 4 } },
    );
    expect(second.refused.map(({ id, error }) => [id, error.code])).toEqual([
      ['BTC-PERP', 'market.tick-out-of-order'],
    ]);
    expect(last(world)).toMatchObject({
      marks: { 'ETH-PERP': '102' },
      sequences: { 'ETH-PERP': 4 },
    });
    expect(world.engine.market.marks.get('BTC-PERP')).toMatchObject({ sequence: 7 });
  });

  it('carries an id: told again it is answered as before, changed it conflicts', async () => {
    const world = await worldOf({}, quiet);
    const marks = { 'ETH-PERP': '99', 'BTC-PERP': '0' };
    const first = await world.engine.onMarks(marks, { id: 'tick-1' });
    expect(first).toMatchObject({ ok: true, command: 'tick-1', repeated: false });
    expect(first.refused).toHaveLength(1);
    await world.engine.onMarks({ 'ETH-PERP': '98' }, { id: 'tick-2' });
    const hash = await world.engine.stateHash();
    expect(await world.engine.onMarks(marks, { id: 'tick-1' })).toEqual({
      ...first,
      repeated: true,
    });
    expect(await world.engine.onMarks({ 'ETH-PERP': '97' }, { id: 'tick-1' })).toMatchObject({
      ok: false,
      error: { code: 'command.conflict' },
    });
    expect(await world.engine.stateHash()).toBe(hash);
    // Another process answers the same, from the tape and from a snapshot.
    for (const snapshot of [undefined, await world.engine.snapshot()]) {
      const { journal } = world;
      const parts = partsModule({ journal, clock: new FixedClock() });
      const next = new PlimsollContainer(parts).engine();
      await next.restore(snapshot);
      expect(await next.stateHash()).toBe(hash);
      expect(await next.onMarks(marks, { id: 'tick-1' })).toEqual({ ...first, repeated: true });
    }
  });

  it('of which nothing is good is refused whole, and changes nothing', async () => {
    const world = await worldOf({}, quiet);
    const hash = await world.engine.stateHash();
    const at = '2030-01-01T00:00:00Z';
    const answer = await world.engine.onMarks(
      { 'BTC-PERP': '-1' },
      { rates: { EUR: '0' }, id: 'bad', at },
    );
    expect(answer).toMatchObject({ ok: false, error: { code: 'market.price-not-positive' } });
    expect(answer.refused.map(({ id }) => id)).toEqual(['BTC-PERP', 'EUR']);
    expect(await world.engine.stateHash()).toBe(hash);
    // The id is free, and time did not move.
    const earlier = { id: 'bad', at: '2029-01-01T00:00:00Z' };
    expect(await world.engine.onMarks({ 'BTC-PERP': '1' }, earlier)).toMatchObject({ ok: true });
  });

  it('is refused whole for its time or its shape, by a value', async () => {
    const { engine } = await worldOf({}, quiet);
    await engine.onMarks({ 'ETH-PERP': '99' }, { at: '2025-01-02T00:00:00Z' });
    expect(
      await engine.onMarks({ 'ETH-PERP': '98' }, { at: '2025-01-01T00:00:00Z' }),
    ).toMatchObject({ ok: false, error: { code: 'time.backwards' }, refused: [] });
    for (const shape of [null, 5, ['1'], 'marks']) {
      expect(await engine.onMarks(shape as never)).toMatchObject({
        ok: false,
        error: { code: 'input.invalid', field: '$.marks' },
        problems: [{ path: '$.marks' }],
        refused: [],
      });
    }
    expect(await engine.onMarks({ 'ETH-PERP': 98 } as never)).toMatchObject({
      ok: false,
      refused: [{ id: 'ETH-PERP', error: { code: 'input.invalid' } }],
    });
  });

  it('sent as a command stays all or nothing', async () => {
    const { engine } = await worldOf({}, quiet);
    const marks = { 'ETH-PERP': '99', 'BTC-PERP': '0' };
    expect(await engine.handle({ type: 'mark', marks })).toMatchObject({
      ok: false,
      error: { code: 'market.price-not-positive' },
    });
    expect(engine.market.marks.get('ETH-PERP')?.price.toFixed()).toBe('100');
  });
});

describe('a key without a value', () => {
  it('is named, not taken for an absent one', async () => {
    const { engine } = await worldOf({}, quiet);
    const deposit = { type: 'deposit', account: 'a', asset: 'USD', amount: '5', wallet: null };
    expect(await engine.handle(deposit as never)).toMatchObject({
      ok: false,
      problems: [{ path: '$.wallet', expected: 'a value, or no such key', received: 'null' }],
    });
  });
});
