import { Dec, Exact, ONE, ZERO, wholeQuotient } from '../../domain/index.js';
import type { SeededRandom } from '../../src/generate/seeded-random.js';
import type { Factor, LineEntry, WatchedAccount, WatchedLine } from '../../src/ports/watch.js';
import { indexOf, type Contract } from './contracts.js';
import { slackOf, standingOf, type PriceOf } from './exact-line.js';
import { longDecimal } from './drawn-markets.js';
import type { SoakMarket, Style } from './market.js';

/** Covers at which something happens to an account, ascending. */
const LADDER = ['0.4', '0.5', '1', '1.1', '1.25', '1.5', '2', '3', '10'].map((at) => new Dec(at));
/** How far from zero an aimed line lies. */
const MISSES = ['0', '0', '1e-30', '-1e-30', '1e-18', '-1e-18', '1e-8', '-1e-8', '1e-6', '-1e-6'];
const MOST_POSITIONS = 5;

/** What an account is drawn from: prices as they are, and as the next batch makes them. */
export interface DrawnAt {
  readonly market: SoakMarket;
  readonly now: PriceOf;
  readonly next: PriceOf;
}

export function drawAccount(random: SeededRandom, account: string, at: DrawnAt): WatchedAccount {
  const lines = [drawLine(random, 'cross', at)];
  if (random.chance(0.15)) lines.push(drawLine(random, 'isolated', at));
  return {
    account,
    lines,
    triggers: random.chance(0.3) ? drawTriggers(random, lines[0]!, at) : [],
    exactOn: random.chance(0.03) ? [random.pick(at.market.contracts).mark] : [],
  };
}

function drawLine(random: SeededRandom, pool: string, at: DrawnAt): WatchedLine {
  const { style, contracts } = at.market;
  const positions = random.integer(1, pool === 'cross' ? MOST_POSITIONS : 1);
  const entries = Array.from({ length: positions }, () =>
    positionEntry(random, random.pick(contracts), style, at),
  );
  if (random.chance(0.3)) entries.push(balanceEntry(random, style, at));
  const unbacked: WatchedLine = {
    pool,
    constant: Exact.ZERO,
    entries,
    profitWeight: random.pick([ONE, ONE, new Dec('0.5'), ZERO]),
    netting: random.chance(0.3) ? 'max-side-per-underlying' : 'none',
  };
  if (random.chance(style.aimed)) return aimed(random, unbacked, at);
  const share = new Dec((0.05 * Math.exp(1.2 * random.normal())).toPrecision(4));
  const gross = Exact.sum(entries.map((entry) => standAlone(entry, at.now)));
  const standing = standingOf(unbacked, at.now);
  const backed = gross.scaled(share).minus(slackOf(standing, ONE));
  return rearmed({ ...unbacked, constant: backed }, at.now);
}

/** A line that the next batch puts on a ratio of the ladder, or next to it. */
function aimed(random: SeededRandom, unbacked: WatchedLine, at: DrawnAt): WatchedLine {
  const ratio = random.pick(LADDER);
  const miss = Exact.of(new Dec(random.pick(MISSES)));
  const { below: _below, above: _above, ...bare } = unbacked;
  const without = { ...bare, constant: Exact.ZERO };
  const line = { ...bare, constant: miss.minus(slackOf(standingOf(without, at.next), ratio)) };
  return slackOf(standingOf(line, at.now), ratio).sign() < 0
    ? { ...line, above: ratio }
    : { ...line, below: ratio };
}

/** The same account after a deposit or withdrawal that puts its first line on a ratio. */
export function aimedAgain(
  random: SeededRandom,
  { lines: [line, ...others], ...rest }: WatchedAccount,
  at: DrawnAt,
): WatchedAccount {
  return { ...rest, lines: [aimed(random, line!, at), ...others] };
}

/** The same line with the nearest ratios armed, as an engine arms them. */
export function rearmed(line: WatchedLine, now: PriceOf): WatchedLine {
  const { below: _below, above: _above, ...rest } = line;
  const standing = standingOf(line, now);
  const sign = (ratio: Dec): number => slackOf(standing, ratio).sign();
  const below = LADDER.findLast((ratio) => sign(ratio) > 0);
  const above = LADDER.find((ratio) => sign(ratio) < 0);
  return {
    ...rest,
    ...(below === undefined ? {} : { below }),
    ...(above === undefined ? {} : { above }),
  };
}

function standAlone({ payoff, slope, factor }: LineEntry, now: PriceOf): Exact {
  const price = now(factor);
  const value = payoff === 'linear' ? Exact.of(slope.times(price)) : Exact.quotient(slope, price);
  return value.abs();
}

function positionEntry(
  random: SeededRandom,
  contract: Contract,
  style: Style,
  { now, next }: DrawnAt,
): LineEntry {
  const { payoff, basis, base, mark, pieces, rate } = contract;
  const size = drawSize(random, contract, style, next);
  const long = random.chance(0.55);
  const slope = long === (payoff === 'linear') ? size : size.negated();
  const entry = now(mark).times(new Dec((1 + 0.05 * random.normal()).toFixed(4)));
  // An engine books what was paid with 30 decimals.
  const cost = Exact.of(payoff === 'linear' ? size.times(entry) : quotient(size, entry, 30));
  const at: Factor | { notional: Exact } | undefined =
    basis === 'index' ? indexOf(contract) : basis === 'entry' ? { notional: cost } : undefined;
  return {
    factor: mark,
    payoff,
    ...(rate === undefined ? {} : { rate }),
    slope,
    cost: slope.isNegative() ? cost.negated() : cost,
    weighted: true,
    requirement: {
      pieces,
      ...(at === undefined ? {} : { at }),
      size,
      base,
      side: long ? 'long' : 'short',
    },
  };
}

/** To so many decimals, toward zero. */
function quotient(a: Dec, b: Dec, decimals = 40): Dec {
  return wholeQuotient(a.times(`1e${decimals}`), b).times(`1e-${decimals}`);
}

/** Positive; contracts x multiplier. */
function drawSize(random: SeededRandom, contract: Contract, style: Style, next: PriceOf): Dec {
  const { payoff, mark, basis, pieces } = contract;
  const price = next(basis === 'index' ? indexOf(contract) : mark);
  const begins = random.pick(pieces).from;
  if (style.sizes === 'edges' && begins.gt(ZERO)) {
    // Of a quotient that never ends 40 decimals do: the edge is then a hair away.
    return payoff === 'inverse' ? begins.times(price) : quotient(begins, price);
  }
  const notional = style.notional * Math.exp(random.normal());
  const about = payoff === 'linear' ? notional / price.toNumber() : notional * price.toNumber();
  if (style.sizes === 'long') return longDecimal(random, about);
  return new Dec(about.toPrecision(4));
}

function balanceEntry(random: SeededRandom, style: Style, { now }: DrawnAt): LineEntry {
  const factor = random.pick<Factor>(['rate:USDT', 'rate:BTC']);
  const about = (style.notional * Math.exp(random.normal())) / now(factor).toNumber();
  const amount =
    style.sizes === 'long' ? longDecimal(random, about) : new Dec(about.toPrecision(3));
  const slope = random.chance(0.2) ? amount.negated() : amount.times('0.95');
  return { factor, payoff: 'linear', slope, cost: Exact.ZERO, weighted: false };
}

/** Protective orders on what a line holds: a price that is near or is the next, or a trail. */
function drawTriggers(
  random: SeededRandom,
  { entries }: WatchedLine,
  { now, next }: DrawnAt,
): WatchedAccount['triggers'] {
  return Array.from({ length: random.integer(1, 3) }, () => {
    const { factor } = random.pick(entries);
    const away = new Dec((1 + 0.02 * random.normal()).toFixed(5));
    if (random.chance(0.5)) {
      const when = random.pick(['at-or-below', 'at-or-above'] as const);
      return { factor, when, price: random.chance(0.3) ? next(factor) : now(factor).times(away) };
    }
    const side = random.pick(['long', 'short'] as const);
    const amount = now(factor).times(random.pick(['0.01', '0.001', '1e-18']));
    const distance = random.chance(0.5) ? { amount } : { percent: random.pick(PERCENTS) };
    return { factor, side, best: now(factor), distance };
  });
}

const PERCENTS = ['0.1', '1', '5', '0.000000000000000001'].map((percent) => new Dec(percent));
