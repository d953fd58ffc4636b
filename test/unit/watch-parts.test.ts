import { Dec, Exact, type Piece } from '../../domain/index.js';
import { AccountNames } from '../../src/watch/account-names.js';
import { AccountNumbers } from '../../src/watch/account-numbers.js';
import { FactorHeap } from '../../src/watch/factor-heap.js';
import { floatOf, floatOfExact } from '../../src/watch/floats.js';
import { LineRows, ROW_MASK } from '../../src/watch/line-rows.js';
import { NameIndex } from '../../src/watch/name-index.js';
import { ScheduleTable } from '../../src/watch/schedule-table.js';
import { TriggerWatch } from '../../src/watch/trigger-watch.js';
import type { Factor } from '../../src/ports/watch.js';
import { Draw } from '../support/watched-world.js';

describe('the heap of interval ends', () => {
  it('has the least key on top whatever is put in, moved and taken out, over several chunks', () => {
    const draw = new Draw(7);
    const places = [new Int32Array(1 << 16)];
    const heap = new FactorHeap(places);
    const other = new FactorHeap(places);
    const keys = new Map<number, number>();
    for (let step = 0; step < 12_000; step += 1) {
      const item = draw.below(3000);
      const key = draw.below(100_000);
      if (draw.chance(0.75)) {
        heap.set(item, key);
        keys.set(item, key);
      } else {
        heap.remove(item);
        other.remove(item);
        keys.delete(item);
      }
      if (step % 50 > 0) continue;
      expect(heap.size).toBe(keys.size);
      expect(heap.top).toBe(Math.min(Infinity, ...keys.values()));
      const found: number[] = [];
      heap.collect(10_000, found, Infinity);
      const reached = [...keys].filter(([, held]) => held <= 10_000).map(([held]) => held);
      expect(found.sort((a, b) => a - b)).toEqual(reached.sort((a, b) => a - b));
    }
    expect(keys.size).toBeGreaterThan(1500);
  });

  it('leaves an end that would move outward by less than half as much again', () => {
    const heap = new FactorHeap([new Int32Array(1 << 16)]);
    heap.set(1, 110);
    heap.setNear(1, 114, 100);
    expect(heap.top).toBe(110);
    heap.setNear(1, 120, 100);
    expect(heap.top).toBe(120);
    heap.setNear(1, 119, 100);
    expect(heap.top).toBe(119);
  });

  it('has new items wait behind it, and knows the least of them without putting them in', () => {
    const heap = new FactorHeap([new Int32Array(1 << 16)]);
    for (let item = 0; item < 1000; item += 1) heap.set(item, (item * 7919) % 1000);
    expect(heap.top).toBe(0);
    heap.remove(0);
    expect(heap.top).toBe(1);
    // One more than a quarter of all, and later far fewer, are put in order in another way.
    for (const [from, to] of [
      [1000, 1400],
      [1400, 1405],
    ] as const) {
      for (let item = from; item < to; item += 1) heap.set(item, -item);
      expect(heap.top).toBe(1 - to);
      expect(heap.topItem).toBe(to - 1);
    }
    const inOrder: number[] = [];
    for (; heap.size > 0; heap.remove(heap.topItem)) inOrder.push(heap.top);
    expect(inOrder).toHaveLength(1404);
    expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
    expect(heap.top).toBe(Infinity);
  });

  it('takes a bound between two single floats as it is', () => {
    const heap = new FactorHeap([new Int32Array(1 << 16)]);
    const [below, above] = [-Math.fround(1.1), Math.fround(1.1)];
    heap.set(1, above);
    heap.set(2, below);
    const reached = (bound: number): number[] => {
      const found: number[] = [];
      heap.collect(bound, found, 10);
      return found.sort((a, b) => a - b);
    };
    expect(reached(above)).toEqual([1, 2]);
    expect(reached(above - 1e-9)).toEqual([2]);
    expect(reached(below)).toEqual([2]);
    expect(reached(below - 1e-9)).toEqual([]);
  });

  it('stops collecting once there is more than was asked for', () => {
    const heap = new FactorHeap([new Int32Array(1 << 16)]);
    for (let item = 0; item < 500; item += 1) heap.set(item, item);
    const found: number[] = [];
    heap.collect(499, found, 20);
    expect(found).toHaveLength(21);
  });
});

describe('the index of names', () => {
  it('finds what was added and not removed', () => {
    const draw = new Draw(11);
    const names = Array.from({ length: 4000 }, (_, number) => `account-${number}`);
    const index = new NameIndex((number, name) => names[number] === name);
    const held = new Set<number>();
    for (let step = 0; step < 30_000; step += 1) {
      const number = draw.below(names.length);
      expect(index.find(names[number]!)).toBe(held.has(number) ? number : undefined);
      if (held.delete(number)) index.remove(names[number]!, number);
      else {
        held.add(number);
        index.add(names[number]!, number);
      }
    }
  });
});

describe('the names of accounts', () => {
  it.each([
    ['a', 'b'],
    ['', 'x'],
    ['caf\u00e9 \u00ff', 'caf\u00e9 \u00fe'],
    ['\u8239', '\u8238'],
    ['l'.repeat(255), `${'l'.repeat(254)}m`],
    ['l'.repeat(256), 'l'.repeat(255)],
    ['l'.repeat(100_000), 'l'.repeat(99_999)],
  ])('come back as they were: %#', (name, other) => {
    const names = new AccountNames();
    for (const number of [0, 5000]) {
      names.put(number, name);
      expect(names.of(number)).toBe(name);
      expect([names.is(number, name), names.is(number, other)]).toEqual([true, false]);
      names.free(number);
      names.put(number, other);
      expect(names.of(number)).toBe(other);
    }
  });

  it('are found after any number of others were added and taken out', () => {
    const draw = new Draw(13);
    const numbers = new AccountNumbers();
    const held = new Map<string, number>();
    for (let step = 0; step < 20_000; step += 1) {
      const name = `${draw.chance(0.1) ? '\u8239' : 'n'}${draw.below(3000)}`;
      const known = held.get(name);
      expect(numbers.find(name)).toBe(known);
      if (known === undefined) held.set(name, numbers.add(name));
      else if (draw.chance(0.5)) {
        expect(numbers.nameOf(known)).toBe(name);
        numbers.free(known);
        held.delete(name);
      }
    }
    expect(numbers.size).toBe(held.size);
  });
});

describe('floats of exact figures', () => {
  it.each(['0', '0.1', '-123456789012345678.123456789012345678', '1e-25', '-7e22'])(
    'are the nearest ones: %s',
    (digits) => expect(floatOf(new Dec(digits))).toBe(Number(digits)),
  );

  it('are as near for quotients, and never zero for what is not', () => {
    expect(floatOfExact(Exact.quotient(new Dec(1), new Dec(3)))).toBe(1 / 3);
    expect(floatOfExact(Exact.quotient(new Dec(-2), new Dec('30000000000')))).toBe(-2 / 3e10);
    const sum = Exact.of(new Dec('1')).plus(Exact.quotient(new Dec(-7), new Dec(7)));
    expect(floatOfExact(sum)).toBe(0);
    expect(floatOf(new Dec('1e-400'))).toBe(Number.MIN_VALUE);
    expect(floatOfExact(Exact.quotient(new Dec('1e-400'), new Dec(3)))).toBe(Number.MIN_VALUE);
  });
});

describe('rooms that are used again', () => {
  it('a row and its slots, by how many slots it can have', () => {
    const rows = new LineRows();
    const first = rows.take(3);
    const second = rows.take(5);
    rows.free(first);
    rows.free(second);
    expect(rows.take(4)).toBe(second);
    expect(rows.take(3)).toBe(first);
    expect(rows.take(1)).toBe(2);
    expect(rows.chunkOf(2).start[2 & ROW_MASK]).toBe(8);
    expect(rows.size).toBe(3);
  });

  it('and every slot tells the row that it belongs to', () => {
    const draw = new Draw(17);
    const rows = new LineRows();
    const slots = Array.from({ length: 4000 }, () => 1 + draw.below(12));
    for (const count of slots) rows.take(count);
    for (const [row, count] of slots.entries()) {
      const start = rows.chunkOf(row).start[row & ROW_MASK]!;
      expect(rows.rowOf(start)).toBe(row);
      expect(rows.rowOf(start + count - 1)).toBe(row);
    }
  });

  it('a schedule, shared by content, once nobody holds it', () => {
    const table = new ScheduleTable();
    const pieces = (rate: string): Piece[] => [
      {
        from: new Dec(0),
        constant: Exact.ZERO,
        slope: Exact.of(new Dec(rate)),
        square: Exact.ZERO,
      },
    ];
    const one = table.hold(pieces('0.05'))!;
    expect(table.hold(pieces('0.05'))).toBe(one);
    const { size } = table;
    table.release(one.first);
    expect(table.hold(pieces('0.06'))!.first).toBe(size);
    table.release(one.first);
    expect(table.hold(pieces('0.07'))!.first).toBe(one.first);
    expect(table.size).toBe(size + 1);
  });

  it('numbers of accounts, factors and triggers are all given back', () => {
    const watch = new TriggerWatch();
    const at = (round: number, price: string) =>
      new Map<Factor, Dec>([[`mark:${round}`, new Dec(price)]]);
    const commit = (round: number): void => {
      const factor: Factor = `mark:${round}`;
      watch.onPrices(new Map([[factor, new Dec(100)]]));
      watch.commit({
        account: `account-${round}`,
        lines: [],
        triggers: [
          { factor, when: 'at-or-below', price: new Dec(90) },
          { factor, side: 'long', best: new Dec(100), distance: { percent: new Dec(1) } },
        ],
        exactOn: [],
      });
    };
    for (let round = 0; round < 1000; round += 1) {
      commit(round);
      expect(watch.onPrices(at(round, '99.5'))).toEqual([]);
      expect(watch.onPrices(at(round, '99'))).toHaveLength(1);
      watch.remove(`account-${round}`);
    }
    expect(watch.counts).toMatchObject({ accounts: 0, lines: 0, triggers: 0, hot: 0 });
  });
});

describe('the count of batches', () => {
  it('starts over without taking anybody for named already, or for forgotten', () => {
    const watch = new TriggerWatch();
    const tick = (price: string) =>
      watch.onPrices(new Map<Factor, Dec>([['mark:A', new Dec(price)]]));
    const commit = (account: string) =>
      watch.commit({ account, lines: [], triggers: [], exactOn: ['mark:A'] });
    tick('100');
    commit('a');
    commit('b');
    expect(tick('101')).toEqual(['a', 'b']);
    commit('b');
    Object.assign(watch, { batch: 2 ** 29 });
    expect([tick('102'), tick('103')]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });
});

describe('trailing stops', () => {
  it('share a new best price whenever they were set, and trigger by their distance', () => {
    const watch = new TriggerWatch();
    const tick = (price: string) =>
      watch.onPrices(new Map<Factor, Dec>([['last:A', new Dec(price)]]));
    const set = (account: string, best: string, distance: { amount: Dec } | { percent: Dec }) =>
      watch.commit({
        account,
        lines: [],
        triggers: [{ factor: 'last:A', side: 'long', best: new Dec(best), distance }],
        exactOn: [],
      });
    tick('100');
    set('a', '100', { amount: new Dec(5) });
    tick('98');
    set('b', '98', { amount: new Dec(6) });
    set('c', '98', { percent: new Dec(4) });
    expect(tick('96')).toEqual([]);
    // 98 - 4 % is 94.08, 100 - 5 is 95.
    expect(tick('95')).toEqual(['a']);
    set('a', '100', { amount: new Dec(9) });
    // All three now trail 110: at 101, 104 and 105.6.
    expect(tick('110')).toEqual([]);
    expect(tick('105.7')).toEqual([]);
    expect(tick('105.6')).toEqual(['c']);
    watch.remove('c');
    expect(tick('104')).toEqual(['b']);
    expect(tick('103')).toEqual(['b']);
    expect(tick('101')).toEqual(['a', 'b']);
  });
});
