import { Dec, roundTo } from '../../domain/index.js';
import type {
  Factor,
  PriceTrigger,
  TrailingTrigger,
  WatchedAccount,
} from '../../src/ports/watch.js';
import {
  isCrossed,
  oracleLine,
  type OracleEntry,
  type OracleLine,
  type OraclePrices,
} from './oracle/watched/line.js';
import {
  add,
  multiply,
  negate,
  read,
  subtract,
  type Fraction,
} from './oracle/pool-figures/fraction.js';
import { drawnPieces, portLine, type Draw } from './watched-world.js';

export const LINEAR = ['mark:A', 'mark:B', 'mark:C', 'mark:D'];
export const INVERSE = ['mark:I', 'mark:J'];
export const INDEXES = ['index:A', 'index:I'];
export const RATES = ['rate:BTC', 'rate:EUR'];
export const FACTORS = [...LINEAR, ...INVERSE, ...INDEXES, ...RATES];

/** A trigger as the oracle follows it. */
export interface DrawnTrigger {
  readonly factor: string;
  readonly kind: 'at-or-below' | 'at-or-above' | 'long' | 'short';
  /** The price that it waits for, or the best one so far. */
  price: string;
  readonly amount?: string;
  readonly percent?: string;
}

export interface DrawnAccount {
  readonly id: string;
  readonly lines: readonly OracleLine[];
  readonly triggers: readonly DrawnTrigger[];
  readonly exactOn: readonly string[];
  /** What the last commit aimed at: a line is exactly, or by a hair, on it at the next prices. */
  readonly aimed: boolean;
}

/** Follows a price, and tells whether the trigger is reached by it. */
export function reaches(trigger: DrawnTrigger, price: string): boolean {
  const at = new Dec(price);
  const { kind, amount, percent } = trigger;
  const best = new Dec(trigger.price);
  if (kind === 'at-or-below') return at.lte(best);
  if (kind === 'at-or-above') return at.gte(best);
  const better = kind === 'long' ? at.gt(best) : at.lt(best);
  if (better) trigger.price = price;
  const now = new Dec(trigger.price);
  const off = amount === undefined ? now.times(new Dec(percent!)).times('0.01') : new Dec(amount);
  return kind === 'long' ? at.lte(now.minus(off)) : at.gte(now.plus(off));
}

/** Whether an account is to be measured at these prices: a line is crossed or a trigger reached. */
export function needsAttention(account: DrawnAccount, prices: OraclePrices): boolean {
  let needed = false;
  for (const trigger of account.triggers) {
    if (reaches(trigger, prices.get(trigger.factor)!)) needed = true;
  }
  return needed || account.lines.some((line) => isCrossed(line, prices));
}

export function factorsOf({ lines, triggers, exactOn }: DrawnAccount): ReadonlySet<string> {
  const all = new Set<string>(exactOn);
  for (const { factor } of triggers) all.add(factor);
  for (const { entries } of lines) {
    for (const { factor, rate, requirement } of entries) {
      all.add(factor);
      if (rate !== undefined) all.add(rate);
      const at = requirement?.at;
      if (at !== undefined && !at.startsWith('=')) all.add(at);
    }
  }
  return all;
}

/** What the port is told of an account. */
export function portAccount({ id, lines, triggers, exactOn }: DrawnAccount): WatchedAccount {
  return {
    account: id,
    lines: lines.map(portLine),
    triggers: triggers.map((trigger) => portTrigger(trigger)),
    exactOn: exactOn as Factor[],
  };
}

function portTrigger(trigger: DrawnTrigger): PriceTrigger | TrailingTrigger {
  const { kind, price, amount, percent } = trigger;
  const factor = trigger.factor as Factor;
  if (kind === 'at-or-below' || kind === 'at-or-above') {
    return { factor, when: kind, price: new Dec(price) };
  }
  const distance =
    amount === undefined ? { percent: new Dec(percent!) } : { amount: new Dec(amount) };
  return { factor, side: kind, best: new Dec(price), distance };
}

/** An account whose lines lie where the next prices will lead, or anywhere. */
export function drawAccount(
  draw: Draw,
  id: string,
  prices: OraclePrices,
  next: OraclePrices,
): DrawnAccount {
  const aimed = draw.chance(0.5);
  const lines = Array.from({ length: 1 + draw.below(2) }, () =>
    drawLine(draw, prices, next, aimed),
  );
  const triggers = draw.chance(0.3)
    ? Array.from({ length: 1 + draw.below(3) }, () => drawTrigger(draw, prices))
    : [];
  const exactOn = draw.chance(0.03) ? [draw.one(FACTORS)] : [];
  return { id, lines, triggers, exactOn, aimed };
}

function drawTrigger(draw: Draw, prices: OraclePrices): DrawnTrigger {
  const factor = draw.one(FACTORS);
  const price = prices.get(factor)!;
  const scaled = (share: string) => new Dec(price).times(share).toFixed();
  switch (draw.below(4)) {
    case 0:
      return { factor, kind: 'at-or-below', price: scaled(draw.one(['0.999', '0.97', '0.9'])) };
    case 1:
      return { factor, kind: 'at-or-above', price: scaled(draw.one(['1.001', '1.03', '1.1'])) };
    case 2:
      return {
        factor,
        kind: draw.one(['long', 'short'] as const),
        price,
        amount: scaled(draw.one(['0.001', '0.01', '0.04'])),
      };
    default:
      return {
        factor,
        kind: draw.one(['long', 'short'] as const),
        price,
        percent: draw.one(['0.1', '1', '2.5', '5']),
      };
  }
}

/** Differences from the line itself that an aimed line has at the next prices. */
const HAIRS = [
  '0',
  '0',
  `0.${'0'.repeat(29)}1`,
  `-0.${'0'.repeat(29)}1`,
  '0.000000001',
  '-0.000001',
];

function drawLine(
  draw: Draw,
  prices: OraclePrices,
  next: OraclePrices,
  aimed: boolean,
): OracleLine {
  const plain = draw.chance(0.5);
  const entries = Array.from({ length: 1 + draw.below(6) }, () =>
    plain ? plainEntry(draw, next) : anyEntry(draw, next),
  );
  const profitWeight = plain ? '1' : draw.one(['1', '1', '0.8', '0']);
  const netted = !plain && draw.chance(0.3);
  const [below, above] = draw.one([
    ['1', '1.5'],
    ['1', undefined],
    ['0.8', '2'],
    [undefined, '1.2'],
    ['0', '3'],
    ['2.5', '40'],
  ] as const);
  const line: OracleLine = {
    constant: '0',
    entries,
    profitWeight,
    netted,
    ...(below === undefined ? {} : { below }),
    ...(above === undefined ? {} : { above }),
  };
  line.constant = constantFor(draw, line, aimed ? next : prices, aimed);
  return line;
}

/** The constant that puts a line where it is to be. */
function constantFor(draw: Draw, line: OracleLine, at: OraclePrices, aimed: boolean): string {
  const { equity, requirement } = oracleLine(line, at);
  const ratio = read(draw.one([line.below, line.above].filter((one) => one !== undefined)));
  const onIt = subtract(multiply(ratio, requirement), equity);
  if (aimed) return written(add(onIt, read(draw.one(HAIRS))));
  const room = multiply(requirement, read(draw.one(['0.01', '0.1', '0.5', '2', '8'])));
  return written(add(onIt, line.below === undefined ? negate(room) : room));
}

function written({ n, d }: Fraction): string {
  return d === 1n ? String(n) : `${n}/${d}`;
}

/** Sizes with few digits, with eighteen, and so large that gross sums reach 10^12. */
function drawSize(draw: Draw): string {
  switch (draw.below(4)) {
    case 0:
      return draw.digits(18, 16);
    case 1:
      return draw.digits(8, 0);
    default:
      return draw.digits(3, 2);
  }
}

function plainEntry(draw: Draw, next: OraclePrices): OracleEntry {
  const factor = draw.one(LINEAR);
  const size = drawSize(draw);
  const side = draw.one(['long', 'short'] as const);
  const price = new Dec(next.get(factor)!);
  const value = price.times(size).times(draw.one(['0.97', '1', '1.01']));
  return {
    factor,
    inverse: false,
    slope: side === 'long' ? size : `-${size}`,
    cost: side === 'long' ? value.toFixed() : value.negated().toFixed(),
    weighted: true,
    ...(draw.chance(0.85) && {
      requirement: { pieces: drawnPieces(draw, price.times(size)), size, base: 'x', side },
    }),
  };
}

function anyEntry(draw: Draw, next: OraclePrices): OracleEntry {
  const kind = draw.below(4);
  if (kind === 0) return plainEntry(draw, next);
  if (kind === 1) {
    const slope = draw.chance(0.2) ? `-${drawSize(draw)}` : drawSize(draw);
    return { factor: draw.one(RATES), inverse: false, slope, cost: '0', weighted: false };
  }
  const inverse = kind === 2;
  const factor = inverse ? draw.one(INVERSE) : draw.one(LINEAR);
  const size = drawSize(draw);
  const side = draw.one(['long', 'short'] as const);
  const price = next.get(factor)!;
  const entryPrice = new Dec(price).times(draw.one(['0.95', '1', '1.05'])).toFixed();
  const negative = (side === 'long') === inverse;
  const paidIn = inverse || draw.chance(0.4) ? draw.one(RATES) : undefined;
  const rate = inverse && draw.chance(0.2) ? undefined : paidIn;
  const cost = inverse ? `${size}/${entryPrice}` : new Dec(size).times(entryPrice).toFixed();
  const around = inverse ? roundTo(new Dec(size).div(price), 10, 'up') : new Dec(size).times(price);
  const at = draw.one([undefined, inverse ? 'index:I' : 'index:A', `=${cost}`, undefined]);
  return {
    factor,
    inverse,
    ...(rate === undefined ? {} : { rate }),
    slope: negative ? `-${size}` : size,
    cost: negative ? `-${cost}` : cost,
    weighted: draw.chance(0.8),
    requirement: {
      pieces: drawnPieces(draw, around),
      ...(at === undefined ? {} : { at }),
      size,
      base: draw.one(['x', 'y']),
      side,
    },
  };
}
