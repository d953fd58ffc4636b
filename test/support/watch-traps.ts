import type * as Domain from '../../domain/index.js';
import type { Factor, Watch, WatchedAccount, WatchedLine } from '../../src/ports/watch.js';
import { Draw } from './watched-world.js';

/** What a trap needs: a watch to make, and the domain whose figures it reads. */
export interface Trapped {
  readonly domain: typeof Domain;
  readonly watch: () => Watch;
}

type Prices = readonly (readonly [Factor, Domain.Dec])[];

function watched(account: string, lines: readonly WatchedLine[]): WatchedAccount {
  return { account, lines, triggers: [], exactOn: [] };
}

function lineOf({ Exact, ONE, ZERO }: typeof Domain, more: Partial<WatchedLine>): WatchedLine {
  return {
    pool: 'cross',
    constant: Exact.ZERO,
    entries: [],
    profitWeight: ONE,
    netting: 'none',
    below: ZERO,
    ...more,
  };
}

/** Lines that are met already as they are committed, and of those how many are left unnamed. */
function missed(
  { watch: make }: Trapped,
  lines: readonly (readonly [WatchedLine, Prices])[],
): number {
  let left = 0;
  for (const [line, prices] of lines) {
    const watch = make();
    watch.onPrices(new Map(prices));
    watch.commit(watched('a', [line]));
    if (!watch.onPrices(new Map(prices)).includes('a')) left += 1;
  }
  return left;
}

/** Sums of hundreds of products that are exactly zero: floats come out on either side of it. */
export function exactZeros(trapped: Trapped): number {
  const { Dec, Exact } = trapped.domain;
  const draw = new Draw(1);
  return missed(
    trapped,
    Array.from({ length: 60 }, () => {
      const price = new Dec(draw.digits(17, 8));
      const slope = new Dec(draw.digits(16, 6));
      const entries = Array.from({ length: 400 }, () => ({
        factor: 'mark:A' as const,
        payoff: 'linear' as const,
        slope,
        cost: Exact.ZERO,
        weighted: false,
      }));
      const constant = Exact.of(price.times(slope).times(400).negated());
      return [lineOf(trapped.domain, { constant, entries }), [['mark:A', price]]] as const;
    }),
  );
}

/** Notionals a hair above a jump of the requirement, with equity inside the jump. */
export function edges(trapped: Trapped): number {
  const { Dec, Exact, ONE, ZERO, piece, roundTo } = trapped.domain;
  const draw = new Draw(2);
  const start = new Dec('100000');
  const rate = (written: string) => Exact.of(new Dec(written));
  const pieces = [piece(ZERO, Exact.ZERO, rate('0.01')), piece(start, Exact.ZERO, rate('0.5'))];
  return missed(
    trapped,
    Array.from({ length: 300 }, () => {
      const price = new Dec(draw.digits(17, 13));
      const size = roundTo(start.div(price), 18, 'up');
      const entry = {
        factor: 'mark:A' as const,
        payoff: 'linear' as const,
        slope: size,
        cost: Exact.of(size.times(price)),
        weighted: true,
        requirement: { pieces, size, base: 'A', side: 'long' as const },
      };
      // 20,000 are between the 1,000 and the 50,000 that are required around the jump.
      const constant = Exact.of(new Dec('20000'));
      const line = lineOf(trapped.domain, { constant, entries: [entry], below: ONE });
      return [line, [['mark:A', price]]] as const;
    }),
  );
}

/** Prices that move exactly to where a line is met, or by less than a float beyond. */
export function ends(trapped: Trapped): number {
  const { Dec, Exact, ZERO } = trapped.domain;
  const draw = new Draw(3);
  let left = 0;
  for (let round = 0; round < 200; round += 1) {
    const sign = draw.chance(0.5) ? 1 : -1;
    const met = new Dec(draw.digits(9, 4));
    const price = met.times(sign > 0 ? '1.01' : '0.99');
    const slope = new Dec(draw.digits(5, 2)).times(sign);
    const entry = {
      factor: 'mark:A' as const,
      payoff: 'linear' as const,
      slope,
      cost: Exact.ZERO,
      weighted: false,
    };
    const constant = Exact.of(slope.times(met).negated());
    const watch = trapped.watch();
    watch.onPrices(new Map([['mark:A', price]]));
    watch.commit(watched('a', [lineOf(trapped.domain, { constant, entries: [entry] })]));
    const beyond = draw.chance(0.5) ? ZERO : met.times('0.00000002').times(-sign);
    if (watch.onPrices(new Map([['mark:A', met.plus(beyond)]])).length === 0) left += 1;
  }
  return left;
}

/** Accounts that take the room of removed ones, then meet their lines; and names of removed ones. */
export function removals(trapped: Trapped): number {
  const { Dec, Exact } = trapped.domain;
  const draw = new Draw(4);
  const watch = trapped.watch();
  const factors = ['mark:A', 'mark:B', 'mark:C'] as const;
  watch.onPrices(new Map(factors.map((factor) => [factor, new Dec('100')])));
  const levels = new Map<string, readonly [(typeof factors)[number], number]>();
  let left = 0;
  for (let round = 0; round < 60; round += 1) {
    for (let count = 0; count < 20; count += 1) {
      const id = `account-${draw.below(80)}`;
      if (draw.chance(0.4)) {
        watch.remove(id);
        levels.delete(id);
        continue;
      }
      const factor = draw.one(factors);
      const level = 40 + draw.below(55);
      const entry = {
        factor,
        payoff: 'linear' as const,
        slope: new Dec(1),
        cost: Exact.ZERO,
        weighted: false,
      };
      const constant = Exact.of(new Dec(-level));
      watch.commit(watched(id, [lineOf(trapped.domain, { constant, entries: [entry] })]));
      levels.set(id, [factor, level]);
    }
    const moved = draw.one(factors);
    const price = 40 + draw.below(65);
    const named = new Set(watch.onPrices(new Map([[moved, new Dec(price)]])));
    for (const id of named) if (!levels.has(id)) left += 1;
    for (const [id, [factor, level]] of levels) {
      if (factor === moved && price <= level && !named.has(id)) left += 1;
    }
    watch.onPrices(new Map([[moved, new Dec('100')]]));
    for (const id of named) {
      watch.remove(id);
      levels.delete(id);
    }
  }
  return left;
}
