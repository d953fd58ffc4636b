import {
  type Dec,
  Rational,
  ZERO,
  instrumentIn,
  isoOf,
  text,
  valueSign,
  type Instrument,
  type Side,
} from '../../domain/index.js';
import { accountOf } from '../application/state.js';
import type { Envelope } from '../ports/ports.js';
import type { Tape } from './tape.js';
import { chargeOf, type ChargeKind } from './charges.js';
import { causeOf, isFill, type FillCause } from './fills.js';
import { momentsOf } from './past-state.js';
import { PositionTrail, placeKey, type Place, type PositionChange } from './position-changes.js';
import { plain } from './plain.js';

/**
 * A position from its opening to its end, or as far as it has come; a flip ends one and begins
 * another. Money is in the pay asset, as the events of the position name it.
 */
export interface PositionRow {
  readonly id: string;
  readonly account: string;
  readonly pool: string;
  readonly instrument: string;
  readonly position: string;
  readonly side: Side;
  readonly openedAt: string;
  readonly closedAt?: string;
  /** Contracts that came in and went out over its life, and those still held. */
  readonly opened: string;
  readonly closed: string;
  readonly left: string;
  /** Average prices of what came in and of what went out. */
  readonly entry: string;
  readonly exit?: string;
  readonly asset: string;
  /** Realized so far, before what follows. */
  readonly profit: string;
  /** Paid (positive) or received as a rebate (negative). */
  readonly fees: string;
  /** Received (positive) or paid (negative). */
  readonly funding: string;
  /** Paid, in the pay asset; `coinInterest` in the borrowed coin. */
  readonly interest: string;
  readonly coinInterest: string;
  /** Whose doing its end was; `transfer`: it went to another account at its entry. */
  readonly closedBy?: FillCause | 'transfer';
}

interface Life {
  readonly id: string;
  readonly openedAt: string;
  readonly instrument: Instrument;
  readonly side: Side;
  place: Place;
  closedAt?: string;
  closedBy?: FillCause | 'transfer';
  opened: Dec;
  closed: Dec;
  /** Values in the pay asset of what came in and what went out. */
  cost: Rational;
  value: Rational;
  /** As a holder sees it: received positive, paid negative. */
  readonly sums: Record<'profit' | ChargeKind | 'coinInterest', Dec>;
}

/** The positions an account ever had, in the order they were opened. */
export function positionLives(tape: Tape, account: string): PositionRow[] {
  const all: Life[] = [];
  const open = new Map<string, Life>();
  const trail = new PositionTrail(account);
  let before = undefined;
  for (const { envelope, past } of momentsOf(tape, account)) {
    if (accountOf(envelope.event) !== account) continue;
    const after = past.account(account)!;
    const subject = open.get(subjectKey(envelope.event) ?? '');
    const changes = trail.changes(envelope.event, before, after);
    // What an event books for a position that it ends belongs to that position, not to the next.
    const ends = changes.some(({ kind }) => kind === 'closed');
    if (ends && subject !== undefined) book(subject, envelope);
    changes.forEach((change, part) => {
      const find = (id: string) => instrumentIn(past.market, id);
      live(open, all, change, { envelope, id: `${envelope.sequence}.${part}`, find });
    });
    const current = open.get(subjectKey(envelope.event) ?? '');
    if (!ends && current !== undefined) book(current, envelope);
    before = after;
  }
  return all.map((life) => rowOf(life, account));
}

interface Step {
  readonly envelope: Envelope;
  readonly id: string;
  readonly find: (instrument: string) => Instrument;
}

function live(open: Map<string, Life>, all: Life[], change: PositionChange, step: Step): void {
  const key = placeKey(change);
  const { event, at } = step.envelope;
  if (change.kind === 'moved') {
    const life = open.get(placeKey(change.from));
    if (life === undefined) return;
    open.delete(placeKey(change.from));
    life.place = { pool: change.pool, position: change.position };
    open.set(key, life);
    return;
  }
  if (change.kind === 'opened') {
    const { after, quantity, cost } = change;
    let life = open.get(key);
    if (life === undefined || change.fresh) {
      const instrument = step.find(after.instrument);
      life = newLife(step.id, isoOf(at), instrument, after.side, change);
      open.set(key, life);
      all.push(life);
    }
    life.opened = life.opened.plus(quantity);
    life.cost = life.cost.plus(cost.toRational());
    return;
  }
  const life = open.get(key);
  if (life === undefined) return;
  life.closed = life.closed.plus(change.quantity);
  const profit = 'profit' in event && isFill(event) ? event.profit : '0';
  const sign = Rational.of(BigInt(valueSign(life.instrument, life)));
  const gain = Rational.fromDecimalString(profit).times(sign);
  life.value = life.value.plus(change.cost.toRational()).plus(gain);
  if (!change.whole) return;
  life.closedAt = isoOf(at);
  if (isFill(event)) life.closedBy = causeOf(event);
  else if (event.type === 'PositionSent') life.closedBy = 'transfer';
  // Its fees follow: the key stays with it until another position takes the place.
}

function newLife(
  id: string,
  openedAt: string,
  instrument: Instrument,
  side: Side,
  { pool, position }: Place,
): Life {
  return {
    id,
    openedAt,
    instrument,
    side,
    place: { pool, position },
    opened: ZERO,
    closed: ZERO,
    cost: Rational.ZERO,
    value: Rational.ZERO,
    sums: { profit: ZERO, fees: ZERO, funding: ZERO, interest: ZERO, coinInterest: ZERO },
  };
}

function subjectKey(event: object): string | undefined {
  const { pool, position } = event as Partial<Record<'pool' | 'position', unknown>>;
  if (typeof pool !== 'string' || typeof position !== 'string') return undefined;
  return placeKey({ pool, position });
}

/** Adds what an event charged to the position it was about. */
function book({ sums, instrument }: Life, { event }: Envelope): void {
  if (isFill(event) && 'profit' in event) sums.profit = sums.profit.plus(event.profit);
  // A claim is profit of the position as well, only not paid yet.
  else if (event.type === 'ProfitClaimed') sums.profit = sums.profit.plus(event.amount);
  const charge = chargeOf(event);
  if (charge === undefined) return;
  const inCoin = charge.kind === 'interest' && charge.asset !== instrument.payAsset;
  const name = inCoin ? 'coinInterest' : charge.kind;
  sums[name] = sums[name].plus(charge.amount);
}

function rowOf(life: Life, account: string): PositionRow {
  const { id, place, instrument, side, openedAt, closedAt, closedBy, opened, closed } = life;
  const { profit, fees, funding, interest, coinInterest } = life.sums;
  return {
    id,
    account,
    ...place,
    instrument: instrument.id,
    side,
    openedAt,
    ...(closedAt === undefined ? {} : { closedAt }),
    opened: text(opened),
    closed: text(closed),
    left: text(opened.minus(closed)),
    entry: plain(priceOfValue(instrument, opened, life.cost)),
    ...(closed.isZero() ? {} : { exit: plain(priceOfValue(instrument, closed, life.value)) }),
    asset: instrument.payAsset,
    profit: text(profit),
    fees: text(fees.negated()),
    funding: text(funding),
    interest: text(interest.negated()),
    coinInterest: text(coinInterest.negated()),
    ...(closedBy === undefined ? {} : { closedBy }),
  };
}

function priceOfValue(instrument: Instrument, quantity: Dec, value: Rational): Rational {
  const size = Rational.ofDecimal(quantity.times(instrument.multiplier));
  return instrument.kind === 'inverse' ? size.over(value) : value.over(size);
}
