import {
  BUILT_IN_RANKINGS,
  Dec,
  EPOCH,
  Exact,
  configurationOf,
  deleveragingQueue,
  instrumentOf,
  matchCounterparties,
  poolLeverage,
  profitRatio,
  rankingOf,
  text,
  type Counterparty,
  type EngineTerms,
  type MarginPool,
  type Market,
  type Position,
} from '../../domain/index.js';

function market(deleverage: EngineTerms['deleverage'] = {}): Market {
  return {
    now: EPOCH,
    configuration: configurationOf({ engine: { deleverage } }),
    instruments: new Map(),
    marks: new Map(),
    indexes: new Map(),
    rates: new Map(),
  };
}

interface Figures {
  readonly profit?: string;
  readonly notional?: string;
  readonly entry?: string;
  readonly equity?: string;
  readonly quantity?: string;
  readonly age?: number;
  readonly key?: string;
}

/** A counterparty of which only what rankings and queues look at is there. */
function party(account: string, figures: Figures = {}): Counterparty {
  const { profit = '10', notional = '200', entry = '100', equity = '50' } = figures;
  const { quantity = '1', age = 1, key = 'X' } = figures;
  const figure = (value: string) => Exact.of(new Dec(value));
  const seen = {
    account,
    position: { key, age, quantity: new Dec(quantity) },
    profit: figure(profit),
    notional: figure(notional),
    entryNotional: figure(entry),
    equity: figure(equity),
  };
  return seen as Counterparty;
}

const ranking = (name: string) => BUILT_IN_RANKINGS.get(name)!;

function scored(name: string, one: Counterparty) {
  const { value, parts } = ranking(name).scoreOf(one, market());
  const named: Readonly<Record<string, string>> = Object.fromEntries(
    Object.entries(parts).map(([part, figure]) => [part, figure.toString()]),
  );
  return [value === null ? null : value.toString(), named] as const;
}

const queued = (parties: readonly Counterparty[], terms: EngineTerms['deleverage'] = {}) =>
  deleveragingQueue(parties, market(terms), ranking('profit-times-leverage'));

describe('a ranking', () => {
  it('multiplies the profit at entry with the leverage of the pool', () => {
    // 10 / 100 = 1/10, 200 / 50 = 4.
    expect(scored('profit-times-leverage', party('a'))).toEqual([
      fraction(2, 5),
      { profitRatio: fraction(1, 10), leverage: fraction(4, 1) },
    ]);
    expect(scored('profit-ratio', party('a'))).toEqual([
      fraction(1, 10),
      { profitRatio: fraction(1, 10) },
    ]);
    expect(scored('size', party('a'))).toEqual([fraction(200, 1), { notional: fraction(200, 1) }]);
  });

  it.each(['0', '-1'])('puts first whose pool has an equity of %s', (equity) => {
    expect(poolLeverage(party('a', { equity }))).toBeUndefined();
    expect(scored('profit-times-leverage', party('a', { equity }))).toEqual([
      null,
      { profitRatio: profitRatio(party('a'))!.toString() },
    ]);
  });

  it('puts first who paid nothing at entry', () => {
    expect(profitRatio(party('a', { entry: '0' }))).toBeUndefined();
    expect(scored('profit-times-leverage', party('a', { entry: '0' }))).toEqual([null, {}]);
    expect(scored('profit-ratio', party('a', { entry: '0' }))).toEqual([null, {}]);
  });

  it('takes in proportion only where it says so', () => {
    expect(ranking('pro-rata').takes).toBe('pro-rata');
    expect(ranking('size').takes).toBeUndefined();
  });

  it('is the one of the configuration, and must be bound', () => {
    expect(rankingOf(market())).toBe(ranking('profit-times-leverage'));
    expect(rankingOf(market({ ranking: 'size' }))).toBe(ranking('size'));
    expect(() => rankingOf(market({ ranking: 'moon' }))).toThrow(
      'I-13: no deleveraging ranking is bound as moon',
    );
  });
});

/** A party with a pool of its own: 10 contracts at a mark of 100 in a pool of its own. */
function isolated(side: 'long' | 'short', entry: string, balance: string): Counterparty {
  const instrument = instrumentOf({
    id: 'X',
    kind: 'linear',
    base: 'BTC',
    quote: 'USD',
    margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
  });
  const quantity = new Dec(10);
  const cost = quantity.times(entry);
  const position = {
    ...{ key: 'X', instrument: 'X', side, quantity, cost: Exact.of(cost), age: 1 },
    ...{ realizedProfit: new Dec(0), fees: new Dec(0), funding: new Dec(0) },
  } as unknown as Position;
  const profit = side === 'long' ? new Dec(1000).minus(cost) : cost.minus(1000);
  const margin: MarginPool = {
    ...{ id: 'isolated:X', mode: 'isolated', asset: 'USD', balance: new Dec(balance) },
    ...{ positions: [position], leverage: { instruments: new Map() } },
  };
  const seen = {
    ...{ account: 'a', pool: 'isolated:X', position, instrument, margin },
    profit: Exact.of(profit),
    notional: Exact.of(new Dec(1000)),
    entryNotional: Exact.of(cost),
    equity: Exact.of(new Dec(balance).plus(profit)),
  };
  return seen as unknown as Counterparty;
}

function bitmex(one: Counterparty) {
  const listed: Market = {
    ...market(),
    instruments: new Map([['X', one.instrument]]),
    marks: new Map([['X', { price: new Dec(100), at: EPOCH }]]),
  };
  const { value, parts } = ranking('bitmex').scoreOf(one, listed);
  return [value, parts['profitRatio'], parts['effectiveLeverage']].map((it) => it?.toString());
}

const fraction = (numerator: number, denominator: number) =>
  Exact.quotient(new Dec(numerator), new Dec(denominator)).toRational().toString();

describe('the ranking bitmex', () => {
  it('takes the value at the mark in what may be lost before the pool is bankrupt', () => {
    // Long from 90 with 200: bankrupt at 70, so 1,000 / 300; its profit is 100 on 900.
    expect(bitmex(isolated('long', '90', '200'))).toEqual([
      fraction(10, 27),
      fraction(1, 9),
      fraction(10, 3),
    ]);
    // Short from 110 with 200: bankrupt at 130, so 1,000 / 300; its profit is 100 on 1,100.
    expect(bitmex(isolated('short', '110', '200'))).toEqual([
      fraction(10, 33),
      fraction(1, 11),
      fraction(10, 3),
    ]);
  });

  it('divides a loss by the leverage', () => {
    // Long from 110 with 200: bankrupt at 90, so 1,000 / 100; its loss is 100 on 1,100.
    expect(bitmex(isolated('long', '110', '200'))).toEqual([
      fraction(-1, 110),
      fraction(-1, 11),
      fraction(10, 1),
    ]);
  });

  it('takes the equity where no price is bankrupt', () => {
    // Long from 90 with 2,000: not even zero is bankrupt; 1,000 / 2,100.
    expect(bitmex(isolated('long', '90', '2000'))).toEqual([
      fraction(10, 189),
      fraction(1, 9),
      fraction(10, 21),
    ]);
  });
});

describe('the ranking binance', () => {
  const figures = (profit: string, collateral: string, equity: string) => {
    const figure = (value: string) => Exact.of(new Dec(value));
    const one = {
      ...party('a', { profit, equity }),
      collateral: figure(collateral),
      maintenance: figure('5'),
    };
    return ranking('binance').scoreOf(one, market()).value?.toString();
  };

  it('takes profit in wallet times maintenance in equity', () => {
    // 10 / 40 x 5 / 50.
    expect(figures('10', '40', '50')).toBe(fraction(1, 40));
  });

  it('counts a loss as nothing, a wallet as one at least, and no ratio without equity', () => {
    expect(figures('-10', '40', '50')).toBe(fraction(0, 1));
    expect(figures('10', '0.5', '50')).toBe(fraction(1, 1));
    expect(figures('10', '40', '0')).toBe(fraction(0, 1));
    expect(figures('10', '40', '-1')).toBe(fraction(0, 1));
  });
});

describe('the ranking hyperliquid', () => {
  const score = (kind: 'linear' | 'inverse', figures: Figures = {}) => {
    const one = { ...party('a', figures), instrument: { kind } } as unknown as Counterparty;
    const { value, parts } = ranking('hyperliquid').scoreOf(one, market());
    return [value?.toString(), parts['markInEntry']?.toString(), parts['leverage']?.toString()];
  };

  it('takes mark in entry times notional in equity', () => {
    // Notional 100 at entry and 200 now: the mark has doubled; 200 / 50 = 4.
    expect(score('linear')).toEqual([fraction(8, 1), fraction(2, 1), fraction(4, 1)]);
    // An inverse contract of twice the notional in coins has half the mark.
    expect(score('inverse')).toEqual([fraction(2, 1), fraction(1, 2), fraction(4, 1)]);
  });

  it('puts first who has no equity, or of whom nothing can be said', () => {
    expect(score('linear', { equity: '0' })).toEqual([undefined, fraction(2, 1), undefined]);
    expect(score('linear', { entry: '0' })).toEqual([undefined, undefined, undefined]);
    expect(score('linear', { notional: '0' })).toEqual([undefined, undefined, undefined]);
  });
});

describe('the queue', () => {
  it('has the highest score first, in fifths of all contracts', () => {
    const parties = [
      party('a', { profit: '10', quantity: '2' }),
      party('b', { profit: '30', quantity: '1' }),
      party('c', { profit: '20', quantity: '1' }),
    ];
    // Of 4 contracts the first holds 1/4, which ends in the second fifth; 2/4 ends in the third.
    expect(
      queued(parties).map(({ account, rank, percentile }) => [account, rank, text(percentile)]),
    ).toEqual([
      ['b', 1, '40'],
      ['c', 2, '60'],
      ['a', 3, '100'],
    ]);
  });

  it('has those without a score before all, and ties by account, age and key', () => {
    const parties = [
      party('b', { age: 1, key: 'X' }),
      party('a', { age: 2, key: 'Y' }),
      party('a', { age: 2, key: 'X' }),
      party('a', { age: 1, key: 'Z' }),
      party('d', { equity: '0' }),
      party('c', { equity: '0' }),
    ];
    expect(
      queued(parties).map(({ account, position: { age, key } }) => `${account}${age}${key}`),
    ).toEqual(['c1X', 'd1X', 'a1Z', 'a2X', 'a2Y', 'b1X']);
    expect(queued([...parties].reverse()).map(({ account }) => account)).toEqual([
      'c',
      'd',
      'a',
      'a',
      'a',
      'b',
    ]);
  });

  it('has those without profit never, or after all others', () => {
    const parties = [
      party('a', { profit: '-5' }),
      party('b', { profit: '0' }),
      party('c', { profit: '1' }),
    ];
    const names = (losers?: 'never' | 'last') =>
      queued(parties, losers === undefined ? {} : { losers }).map(({ account }) => account);
    expect(names()).toEqual(['c']);
    expect(names('never')).toEqual(['c']);
    expect(names('last')).toEqual(['c', 'b', 'a']);
  });
});

describe('who closes how much', () => {
  const queue = [
    party('a', { quantity: '2' }),
    party('b', { quantity: '1' }),
    party('c', { quantity: '0.5' }),
  ];
  const matched = (
    quantity: string,
    takes?: 'in-turn' | 'pro-rata',
    accepts: (account: string) => boolean = () => true,
  ) =>
    matchCounterparties(queue, new Dec(quantity), new Dec('0.1'), takes, (match) =>
      accepts(match.party.account),
    ).map((match) => [match.party.account, text(match.quantity)]);

  it('is in turn as much as each has', () => {
    expect(matched('2.5')).toEqual([
      ['a', '2'],
      ['b', '0.5'],
    ]);
    expect(matched('2.5', 'in-turn')).toEqual(matched('2.5'));
    expect(matched('9')).toEqual([
      ['a', '2'],
      ['b', '1'],
      ['c', '0.5'],
    ]);
  });

  it('is pro rata in whole steps, and the rest in turn', () => {
    // Shares of 1: 2/3.5 = 0.57, 1/3.5 = 0.28, 0.5/3.5 = 0.14; in steps 0.5, 0.2, 0.1, and 0.2 left.
    expect(matched('1', 'pro-rata')).toEqual([
      ['a', '0.7'],
      ['b', '0.2'],
      ['c', '0.1'],
    ]);
  });

  it('passes over who is refused', () => {
    expect(matched('1.2', 'in-turn', (account) => account !== 'a')).toEqual([
      ['b', '1'],
      ['c', '0.2'],
    ]);
    // As above without a: 0.2 and 0.1 of the shares, and of the 0.7 left b closes all.
    expect(matched('1', 'pro-rata', (account) => account !== 'a')).toEqual([
      ['b', '0.9'],
      ['c', '0.1'],
    ]);
  });
});
