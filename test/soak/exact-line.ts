import { Exact, ONE, evaluate, pieceAt, text, type Dec } from '../../domain/index.js';
import type {
  EntryRequirement,
  Factor,
  LineEntry,
  PriceTrigger,
  TrailingTrigger,
  WatchedAccount,
  WatchedLine,
} from '../../src/ports/watch.js';

/** The price of a factor as it stands. */
export type PriceOf = (factor: Factor) => Dec;

/** Equity and requirement of a line, in settlement, exact. */
export interface Standing {
  readonly equity: Exact;
  readonly requirement: Exact;
}

/** Works a line out as its port describes it, entry by entry, without a single rounding. */
export function standingOf(line: WatchedLine, priceOf: PriceOf): Standing {
  const { constant, entries, profitWeight, netting } = line;
  let equity = constant;
  let alone = Exact.ZERO;
  const sides = new Map<string, { long: Exact; short: Exact }>();
  for (const entry of entries) {
    const { profit, required } = valuedAt(entry, priceOf);
    const weighs = entry.weighted && !profitWeight.eq(ONE) && profit.sign() > 0;
    equity = equity.plus(weighs ? profit.scaled(profitWeight) : profit);
    if (entry.requirement === undefined) continue;
    if (netting === 'none') {
      alone = alone.plus(required);
      continue;
    }
    const { base, side } = entry.requirement;
    const sums = sides.get(base) ?? { long: Exact.ZERO, short: Exact.ZERO };
    sums[side] = sums[side].plus(required);
    sides.set(base, sums);
  }
  let requirement = alone;
  for (const { long, short } of sides.values()) requirement = requirement.plus(long.max(short));
  return { equity, requirement };
}

/** What an entry gives and requires, in settlement, at the prices it was last valued at. */
interface Valued {
  readonly price: Dec;
  readonly rate: Dec;
  readonly at: Dec;
  readonly profit: Exact;
  readonly required: Exact;
}

/** An entry whose prices are still the same objects needs not be valued again. */
const valued = new WeakMap<LineEntry, Valued>();

function valuedAt(entry: LineEntry, priceOf: PriceOf): Valued {
  const { factor, slope, cost, requirement } = entry;
  const price = priceOf(factor);
  const rate = entry.rate === undefined ? ONE : priceOf(entry.rate);
  const at = typeof requirement?.at === 'string' ? priceOf(requirement.at) : price;
  const last = valued.get(entry);
  if (last?.price === price && last.rate === rate && last.at === at) return last;
  const profit = valueAt(entry, slope, price).minus(cost).scaled(rate);
  const required = requirement ? requiredOf(entry, requirement, at).scaled(rate) : Exact.ZERO;
  const now = { price, rate, at, profit, required };
  valued.set(entry, now);
  return now;
}

function valueAt({ payoff }: LineEntry, size: Dec, price: Dec): Exact {
  return payoff === 'linear' ? Exact.of(size.times(price)) : Exact.quotient(size, price);
}

function requiredOf(entry: LineEntry, { pieces, at, size }: EntryRequirement, price: Dec): Exact {
  const notional = typeof at === 'object' ? at.notional : valueAt(entry, size, price).abs();
  return evaluate(pieceAt(pieces, notional), notional);
}

/** `equity - ratio x requirement`. */
export function slackOf({ equity, requirement }: Standing, ratio: Dec): Exact {
  return equity.minus(requirement.scaled(ratio));
}

/** What of an account the prices have reached. */
export interface Reached {
  readonly what: string;
  /** Equity is on the line to the last digit. */
  readonly exactly: boolean;
}

/** What needs attention at these prices; undefined where nothing does. */
export function reachedOf(
  { lines, triggers }: WatchedAccount,
  bests: readonly (Dec | undefined)[],
  priceOf: PriceOf,
): Reached | undefined {
  for (const line of lines) {
    const standing = standingOf(line, priceOf);
    const { pool, below, above } = line;
    const under = below === undefined ? 1 : slackOf(standing, below).sign();
    if (under <= 0) return { what: `${pool} is down at ${text(below!)}`, exactly: under === 0 };
    const over = above === undefined ? -1 : slackOf(standing, above).sign();
    if (over >= 0) return { what: `${pool} is up at ${text(above!)}`, exactly: over === 0 };
  }
  const at = triggers.findIndex((one, index) => isReached(one, bests[index], priceOf(one.factor)));
  return at < 0 ? undefined : { what: `trigger ${at} is reached`, exactly: false };
}

function isReached(
  trigger: PriceTrigger | TrailingTrigger,
  best: Dec | undefined,
  price: Dec,
): boolean {
  if ('when' in trigger) {
    return trigger.when === 'at-or-below' ? price.lte(trigger.price) : price.gte(trigger.price);
  }
  const { side, distance } = trigger;
  const from = best ?? trigger.best;
  const away =
    'amount' in distance ? distance.amount : from.abs().times(distance.percent).times('0.01');
  return side === 'long' ? price.lte(from.minus(away)) : price.gte(from.plus(away));
}

/** The best price of a trailing stop after another price came. */
export function betterOf(
  trigger: PriceTrigger | TrailingTrigger,
  best: Dec | undefined,
  price: Dec,
): Dec | undefined {
  if ('when' in trigger) return undefined;
  const from = best ?? trigger.best;
  const better = trigger.side === 'long' ? price.gt(from) : price.lt(from);
  return better ? price : from;
}
