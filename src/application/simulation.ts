import {
  ZERO,
  attempt,
  closedOut,
  fillAtMark,
  paidIn,
  simulate,
  type Account,
  type AccountEvent,
  type Change,
  type ClosedOut,
  type Market,
  type Rejection,
  type Result,
  type SimulatedStep,
  type Situation,
} from '../../domain/index.js';
import { accountFigures, type AccountFigures } from './account-figures.js';
import { readImagined, type ImaginedChange } from './imagined.js';
import { readDecimal } from './read-decimal.js';
import type { EngineState } from './state.js';

/** How the close-outs of a simulation are filled. */
export interface SimulationOptions {
  /** How much worse than the mark close-outs are filled, as a rate; default 0. */
  readonly slippage?: string;
}

/** What changes would do to an account. */
export interface Simulation {
  /** One for each change, in order: what it caused, or why it would be refused. */
  readonly steps: readonly SimulatedStep[];
  readonly events: readonly AccountEvent[];
  readonly before: AccountFigures;
  readonly after: AccountFigures;
  /** What would be liquidated, first things first. */
  readonly closedOut: readonly ClosedOut[];
}

/** The engine's state as a situation of some of its accounts; it stays as it is from here on. */
export function situationOf(state: EngineState, accounts: readonly Account[]): Situation {
  const { market, policies } = state;
  const { lent } = state.context;
  const borrowable = new Set([...state.instruments.values()].flatMap((i) => [i.base, i.quote]));
  return {
    ...policies,
    market: copyOf(market),
    accounts: new Map(accounts.map((account) => [account.id, account])),
    funds: new Map(state.funds),
    paid: paidIn(state.ledger, policies.payers),
    lent: new Map([...borrowable].map((asset) => [asset, lent?.(asset) ?? ZERO])),
  };
}

/** The engine goes on writing into its own maps. */
function copyOf(market: Market): Market {
  const { lasts, trails, surfaces, sources } = market;
  return {
    ...market,
    instruments: new Map(market.instruments),
    marks: new Map(market.marks),
    indexes: new Map(market.indexes),
    rates: new Map(market.rates),
    ...(lasts === undefined ? {} : { lasts: new Map(lasts) }),
    ...(trails === undefined ? {} : { trails: new Map(trails) }),
    ...(surfaces === undefined ? {} : { surfaces: new Map(surfaces) }),
    ...(sources === undefined ? {} : { sources: copyOfSources(sources) }),
  };
}

function copyOfSources(sources: NonNullable<Market['sources']>): NonNullable<Market['sources']> {
  return new Map([...sources].map(([id, prices]) => [id, new Map(prices)]));
}

/**
 * Carries changes out on a copy of an account. A change that cannot be read is refused like one
 * that the rules refuse; the others go on.
 */
export function simulation(
  situation: Situation,
  account: Account,
  shapes: readonly ImaginedChange[],
  { slippage = '0' }: SimulationOptions,
): Result<Simulation, Rejection> {
  return attempt(() => {
    const fill = fillAtMark(readDecimal('slippage', slippage));
    const before = accountFigures(account, situation.market);
    const steps: SimulatedStep[] = [];
    let after = situation;
    for (const shape of shapes) {
      const change = attempt((): Change => readImagined(account.id, shape));
      if (!change.ok) {
        steps.push({ refused: change.error, events: [] });
        continue;
      }
      const one = simulate(after, [change.value], fill);
      after = one.after;
      steps.push(...one.steps);
    }
    const events = steps.flatMap((step) => step.events);
    return {
      steps,
      events,
      before,
      after: accountFigures(after.accounts.get(account.id) ?? account, after.market),
      closedOut: closedOut(events),
    };
  });
}
