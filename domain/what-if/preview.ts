import {
  marginPool,
  maxQuantity,
  type Account,
  type AccountEvent,
  type OpenFill,
} from '../account/index.js';
import {
  type Dec,
  Exact,
  ZERO,
  attempt,
  refuse,
  text,
  type Rejection,
  type Result,
} from '../kernel/index.js';
import { measurePool, type PoolMeasure, type Valuation } from '../margin/index.js';
import { fillAtMark } from './fill-at-mark.js';
import { costsOf, type HoldingCosts, type HoldingTerms } from './holding-costs.js';
import { ratesInForce, type RatesInForce } from './rates-in-force.js';
import { Rehearsal } from './rehearsal.js';
import { contextOf, type Situation } from './situation.js';

/** A position that might be opened, and how long and for what it would be held. */
export interface PreviewTerms extends HoldingTerms {
  readonly account: string;
  readonly fill: OpenFill;
}

/** Whether a trade pays, in settlement. */
export interface Verdict {
  /** Profit at the expected price, before all costs. */
  readonly expectedReturn: Exact;
  /** What the return must exceed: all costs and the buffer on top of them. */
  readonly required: Exact;
  readonly worth: boolean;
}

/** What opening would really come to: the figures are those of the account afterwards. */
export interface PreviewedOpening {
  readonly after: Account;
  readonly pool: PoolMeasure;
  readonly position: Valuation;
  /** Initial margin that the pool needs on top of what it needs now, in settlement. */
  readonly margin: Exact;
  /** What the opening would cause: alerts and calls among it. */
  readonly events: readonly AccountEvent[];
  readonly costs: HoldingCosts;
  readonly verdict?: Verdict;
}

/** A position before it is opened. */
export interface Preview {
  readonly rates: RatesInForce;
  /** The largest quantity that opens: this much does, one lot more does not. */
  readonly maxQuantity: Dec;
  readonly opening: Result<PreviewedOpening, Rejection>;
}

/**
 * Looks at a position before it is opened by opening it on a copy, holding it there and asking
 * what closing it would cost, so the answer is the one that really doing it gives. An opening that
 * would be refused says why, beside the rates in force and the largest quantity that opens.
 * @rejects `account.unknown`, `market.instrument-unknown`; `position.conflict` for a fill that
 *   reduces a position of the other side; `position.not-found` for one that closes at once;
 *   `input.invalid` for a quantity that is not positive, a holding time, buffer or fee below 0
 */
export function preview(situation: Situation, terms: PreviewTerms): Result<Preview, Rejection> {
  return attempt(() => {
    const account = situation.accounts.get(terms.account);
    if (account === undefined) {
      refuse('account.unknown', `there is no account ${terms.account}`, {
        field: 'account',
        figure: terms.account,
      });
    }
    const { quantity, ...rest } = terms.fill;
    demandPositive(quantity, 'quantity');
    const most = maxQuantity(account, contextOf(situation), rest);
    const opening = open(situation, account, terms);
    const position = opening.ok ? opening.value.position.position : undefined;
    const rates = ratesInForce(contextOf(situation), account, terms.fill, position);
    return { rates, maxQuantity: most, opening };
  });
}

function demandPositive(value: Dec, field: string): void {
  if (value.gt(ZERO)) return;
  refuse('input.invalid', `${field} must be positive`, { field, figure: text(value), limit: '0' });
}

function open(
  situation: Situation,
  account: Account,
  terms: PreviewTerms,
): Result<PreviewedOpening, Rejection> {
  const rehearsal = new Rehearsal(situation, fillAtMark());
  const change = { ...terms.fill, type: 'open' as const, account: account.id };
  const done = rehearsal.perform(change);
  if (!done.ok) return done;
  const { events } = rehearsal;
  const place = placeOf(events);
  const { market } = rehearsal.situation;
  const after = rehearsal.situation.accounts.get(account.id) ?? account;
  const pool = measurePool(market, marginPool(after, market, place.pool));
  const position = pool.valuations.find(({ position: { key } }) => key === place.position);
  if (position === undefined) {
    const message = 'the position would be closed at once, by a loss limit or a protective order';
    refuse('position.not-found', message, { field: 'position', figure: place.position });
  }
  const before = account.pools.has(place.pool)
    ? measurePool(market, marginPool(account, market, place.pool)).initial
    : Exact.ZERO;
  const costs = costsOf(situation, account, { ...terms, ...place });
  const verdict = verdictOf(costs, terms.buffer);
  return {
    ok: true,
    value: {
      after,
      pool,
      position,
      margin: pool.initial.minus(before),
      events,
      costs,
      ...(verdict === undefined ? {} : { verdict }),
    },
  };
}

/** Where the opening went. @rejects `position.conflict` when it was none */
function placeOf(events: readonly AccountEvent[]): { pool: string; position: string } {
  const opened = events.find(
    ({ type }) => type === 'PositionOpened' || type === 'PositionIncreased',
  );
  if (opened?.type !== 'PositionOpened' && opened?.type !== 'PositionIncreased') {
    refuse('position.conflict', 'the fill reduces a position of the other side', { field: 'side' });
  }
  return { pool: opened.pool, position: opened.position };
}

/** Worth it when the expected return exceeds all costs with the buffer on top, not merely meets. */
function verdictOf({ total, expectedReturn }: HoldingCosts, buffer: Dec): Verdict | undefined {
  if (expectedReturn === undefined) return undefined;
  const required = total.scaled(buffer.plus(1));
  return { expectedReturn, required, worth: expectedReturn.cmp(required) > 0 };
}
