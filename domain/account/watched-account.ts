import {
  anchoredLines,
  awaitedFactors,
  isSumOfParts,
  poolFactors,
  watchedLine,
  type MarginPool,
  type WatchedLine,
} from '../margin/index.js';
import {
  instrumentIn,
  shapeOf,
  type Factor,
  type Instrument,
  type Market,
} from '../market/index.js';
import { poolsInOrder, type Account, type PoolState } from './account.js';
import { marginPool } from './draft.js';
import { limitsOf } from './loss-count.js';
import { watchedRatios, type PoolRatios } from './watched-ratios.js';
import { addTriggers, type PriceTrigger, type TrailingTrigger } from './watched-triggers.js';

/** Everything about an account that a move of prices may change the judgement of. */
export interface WatchedAccount {
  readonly account: string;
  readonly lines: readonly WatchedLine[];
  readonly triggers: readonly (PriceTrigger | TrailingTrigger)[];
  /** Factors whose every move must have the account measured exactly: what no line can tell. */
  readonly exactOn: readonly Factor[];
}

/**
 * What prices may change about an account that was just reviewed: the lines of its pools that stand
 * nearest, its protective orders, and the factors of whatever cannot be said so. Undefined where
 * no price changes anything: without positions, and while it is halted.
 */
export function watchedAccount(account: Account, market: Market): WatchedAccount | undefined {
  if (account.halted !== undefined) return undefined;
  const known = views.get(account);
  if (known !== undefined && isAsThen(known, market)) return known.view;
  const view = lookAt(account, market);
  if (view !== undefined && isLasting(view)) {
    const terms = termsOf(account, market);
    views.set(account, { view, configuration: market.configuration, terms });
  }
  return view;
}

/** A view, and the terms it was made under. */
interface Known {
  readonly view: WatchedAccount;
  readonly configuration: Market['configuration'];
  readonly terms: readonly Instrument[];
}

/** A cache and nothing else: the same account under the same terms is watched by the same view. */
const views = new WeakMap<Account, Known>();

function isAsThen({ configuration, terms }: Known, market: Market): boolean {
  if (configuration !== market.configuration) return false;
  return terms.every((instrument) => market.instruments.get(instrument.id) === instrument);
}

function termsOf({ pools }: Account, market: Market): Instrument[] {
  return [...pools.values()].flatMap(({ positions }) =>
    [...positions.values()].map(({ instrument }) => instrumentIn(market, instrument)),
  );
}

/** Nothing in it waits for a first price, follows one, or was made from the present ones. */
function isLasting({ exactOn, lines, triggers }: WatchedAccount): boolean {
  if (exactOn.length > 0 || lines.some(({ anchored }) => anchored === true)) return false;
  return triggers.every((trigger) => 'price' in trigger);
}

function lookAt(account: Account, market: Market): WatchedAccount | undefined {
  const pools = poolsInOrder(account).filter(({ positions }) => positions.size > 0);
  const exactOn = new Set<Factor>();
  const lines: WatchedLine[] = [];
  const found = { triggers: [] as (PriceTrigger | TrailingTrigger)[], awaited: [] as Factor[] };
  const limited = limitsOf(account, market) !== undefined;
  if (pools.length === 0 && !limited) return undefined;
  for (const pool of pools) {
    const margin = marginPool(account, market, pool.id);
    const own = limited ? undefined : linesOf(market, account, pool, margin);
    for (const factor of own === undefined ? poolFactors(market, margin) : []) exactOn.add(factor);
    if (own !== undefined) {
      lines.push(...own);
      for (const factor of awaitedFactors(market, margin)) exactOn.add(factor);
    }
    addTriggers(found, market, pool);
  }
  if (limited) for (const asset of lossAssets(account, market)) exactOn.add(`rate:${asset}`);
  for (const factor of found.awaited) exactOn.add(factor);
  if (pools.length === 0 && exactOn.size === 0) return undefined;
  return { account: account.id, lines, triggers: found.triggers, exactOn: [...exactOn] };
}

/** The lines of a pool; undefined where it must be measured whenever anything of it moves. */
function linesOf(
  market: Market,
  account: Account,
  pool: PoolState,
  margin: MarginPool,
): WatchedLine[] | undefined {
  // An open case is judged with every step.
  if (pool.liquidation !== undefined) return undefined;
  const found = watchedRatios(market, account, pool);
  if (found === undefined) return undefined;
  if (!isSumOfParts(market, margin)) return boundsOf(market, margin, found);
  const lines: WatchedLine[] = [];
  for (const [requirement, ratios] of found.ratios) {
    const line = watchedLine(market, margin, requirement, ratios);
    const shapes = line.entries.flatMap(({ requirement: own }) =>
      own === undefined ? [] : [shapeOf(own.pieces)],
    );
    // Only of requirements that are never negative is the greatest ratio the nearest line.
    if (!shapes.every(({ positive }) => positive)) return undefined;
    // A requirement of zero has no threshold, so a raised one clears there without any line.
    const canVanish = shapes.every(({ vanishes }) => vanishes);
    if (canVanish && found.cleared.has(requirement)) return undefined;
    lines.push(line);
  }
  return lines;
}

/** Lines that stand for a pool that is no sum of parts; undefined where no bound is known. */
function boundsOf(
  market: Market,
  margin: MarginPool,
  { ratios, cleared }: PoolRatios,
): WatchedLine[] | undefined {
  // A pool may come to require nothing, where a raised threshold clears without any line.
  if (cleared.size > 0) return undefined;
  const lines: WatchedLine[] = [];
  for (const [requirement, ways] of ratios) {
    const bounds = requirement === 'maintenance' ? anchoredLines(market, margin, ways) : undefined;
    if (bounds === undefined) return undefined;
    lines.push(...bounds);
  }
  return lines;
}

/** Assets in which gains and losses were counted: their rates move what was lost. */
function lossAssets({ losses }: Account, { configuration }: Market): string[] {
  const counted = [...(losses?.realized.keys() ?? []), ...(losses?.day.keys() ?? [])];
  return counted.filter((asset) => asset !== configuration.settlement);
}
