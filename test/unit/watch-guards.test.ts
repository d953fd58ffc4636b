import { Dec, Exact, type Piece } from '../../domain/index.js';
import type {
  Factor,
  LineEntry,
  PriceTrigger,
  TrailingTrigger,
  WatchedAccount,
  WatchedLine,
} from '../../src/ports/watch.js';
import { TriggerWatch } from '../../src/watch/trigger-watch.js';
import { readFileSync } from 'node:fs';

const d = (text: string): Dec => new Dec(text);
const e = (text: string): Exact => Exact.of(d(text));

function piece(from: string, constant: string, slope: string): Piece {
  return { from: d(from), constant: e(constant), slope: e(slope), square: Exact.ZERO };
}

const FLAT = [piece('0', '0', '0.05')];

interface Changes {
  readonly pieces?: readonly Piece[];
  readonly size?: string;
  readonly notional?: string;
  readonly line?: Partial<WatchedLine>;
  readonly slope?: string;
  readonly entries?: number;
  readonly triggers?: readonly (PriceTrigger | TrailingTrigger)[];
}

/** A long of one at 100 with 50 of collateral and 5 % required: far from its line. */
function account(changes: Changes = {}): WatchedAccount {
  const entry: LineEntry = {
    factor: 'mark:A',
    payoff: 'linear',
    slope: d(changes.slope ?? '1'),
    cost: e('100'),
    weighted: true,
    requirement: {
      pieces: changes.pieces ?? FLAT,
      ...(changes.notional === undefined ? {} : { at: { notional: e(changes.notional) } }),
      size: d(changes.size ?? '1'),
      base: 'A',
      side: 'long',
    },
  };
  const line: WatchedLine = {
    pool: 'cross',
    constant: e('50'),
    entries: Array.from({ length: changes.entries ?? 1 }, () => entry),
    profitWeight: d('1'),
    netting: 'none',
    below: d('1'),
    ...changes.line,
  };
  return { account: 'x', lines: [line], triggers: changes.triggers ?? [], exactOn: [] };
}

function prices(price: string): ReadonlyMap<Factor, Dec> {
  return new Map<Factor, Dec>([['mark:A', d(price)]]);
}

function watching(committed: WatchedAccount, price = '100'): TriggerWatch {
  const watch = new TriggerWatch();
  watch.onPrices(prices(price));
  watch.commit(committed);
  return watch;
}

const below = (price: string): PriceTrigger => ({
  factor: 'mark:A',
  when: 'at-or-below',
  price: d(price),
});

/** What fails each guard of docs/watch.md, and nothing else. */
const FAILING: Readonly<Record<string, Changes>> = {
  'figure-countable': { line: { constant: e(`1${'0'.repeat(70)}`) } },
  'weight-a-share': { line: { profitWeight: d('1.5') } },
  'ratio-not-negative': { line: { below: d('-1') } },
  'entries-few': { entries: 1025, line: { constant: e('999999') } },
  'pieces-from-zero': { pieces: [piece('1', '0', '0.05')] },
  'pieces-apart': {
    pieces: [
      piece('0', '0', '0.05'),
      piece('1000', '0', '0.06'),
      piece('1000.0000001', '0', '0.1'),
    ],
  },
  'slope-not-negative': { pieces: [piece('0', '0', '0.05'), piece('1000', '60', '-0.01')] },
  'jump-upward': { pieces: [piece('0', '0', '0.05'), piece('1000', '-20', '0.06')] },
  'requirement-not-negative': { notional: '100', pieces: [piece('0', '-6', '0.05')] },
  'size-positive': { size: '-1' },
  'trigger-countable': { triggers: [below('0')] },
  'trigger-not-met': { triggers: [below('101')] },
};

describe('the guards of the fast watch', () => {
  it('let an account with none of these pass, and name it only when its line is near', () => {
    const watch = watching(account());
    expect(watch.counts.hot).toBe(0);
    expect(watch.onPrices(prices('99'))).toEqual([]);
    expect(watch.onPrices(prices('52'))).toEqual(['x']);
  });

  it.each(Object.entries(FAILING))('%s: names the account at every move', (_, changes) => {
    const watch = watching(account(changes));
    expect(watch.counts.hot).toBe(1);
    for (const price of ['100.01', '100.02', '100.01']) {
      expect(watch.onPrices(prices(price))).toEqual(['x']);
    }
    watch.commit(account());
    expect(watch.onPrices(prices('100.02'))).toEqual([]);
  });

  it('price-known: names an account until it is committed with every price known', () => {
    const watch = new TriggerWatch();
    watch.commit(account());
    expect(watch.onPrices(prices('100'))).toEqual(['x']);
    expect(watch.onPrices(prices('100.01'))).toEqual(['x']);
    watch.commit(account());
    expect(watch.onPrices(prices('100.02'))).toEqual([]);
  });

  it.each(['0', '-37.63', `1${'0'.repeat(31)}`])(
    'price-positive: names all holders at %s',
    (bad) => {
      const watch = watching(account({ triggers: [below('10')] }));
      watch.commit({ ...account(), account: 'y' });
      watch.commit({ ...account({ triggers: [below('10')] }), account: 'z', lines: [] });
      expect(watch.onPrices(prices(bad))).toEqual(['x', 'y', 'z']);
      expect(watch.onPrices(prices('100'))).toEqual(['x', 'y', 'z']);
      watch.commit({ ...account(), account: 'y' });
      expect(watch.onPrices(prices('100.01'))).toEqual(['x', 'z']);
    },
  );

  it('table-full: names an account of one factor too many at every batch', () => {
    const watch = new TriggerWatch();
    const many = Array.from({ length: 65_535 }, (_, index): Factor => `mark:${index}`);
    watch.commit({ account: 'many', lines: [], triggers: [], exactOn: many });
    watch.commit({ account: 'last', lines: [], triggers: [], exactOn: ['rate:LAST'] });
    watch.commit(account());
    expect(watch.onPrices(prices('100'))).toEqual(['x']);
    expect(watch.onPrices(new Map([['rate:LAST', d('2')]]))).toEqual(['last', 'x']);
    watch.remove('many');
    watch.commit(account());
    watch.onPrices(prices('100'));
    watch.commit(account());
    expect(watch.onPrices(prices('100.01'))).toEqual([]);
  });

  it('are told in docs/watch.md, each by its name', () => {
    const told = [...readFileSync('docs/watch.md', 'utf8').matchAll(/^\| `([a-z-]+)` \|/gm)];
    const tested = [...Object.keys(FAILING), 'price-known', 'price-positive', 'table-full'];
    expect(told.map(([, name]) => name).sort()).toEqual(tested.sort());
  });
});
