import {
  Rational,
  addLot,
  instrumentIn,
  isoOf,
  takeLots,
  text,
  valueSign,
  type Dec,
  type Instant,
  type Instrument,
  type Lot,
  type LotMethod,
  type Market,
  type Side,
} from '../../domain/index.js';
import { accountOf } from '../application/state.js';
import type { Envelope } from '../ports/ports.js';
import type { Tape } from './tape.js';
import { causeOf, isFill, type FillCause, type FillEvent } from './fills.js';
import { momentsOf } from './past-state.js';
import { PositionTrail, placeKey, type PositionChange } from './position-changes.js';
import { plain } from './plain.js';

/** One lot that a fill closed, wholly or in part; money in the pay asset, exact. */
export interface RealizedLot {
  readonly id: string;
  readonly at: Instant;
  readonly pool: string;
  readonly instrument: Instrument;
  readonly position: string;
  readonly side: Side;
  readonly quantity: Dec;
  readonly openedAt: Instant;
  /** The event that opened the lot. */
  readonly openedBy: number;
  readonly cost: Rational;
  /** What the contracts brought, at the price of the fill. */
  readonly value: Rational;
  readonly profit: Rational;
  readonly exit: string;
  readonly cause: FillCause;
}

/** A realized lot as it is shown: plain decimals, at most 30 places where one does not come out. */
export interface LotRow {
  readonly id: string;
  readonly at: string;
  readonly account: string;
  readonly pool: string;
  readonly instrument: string;
  readonly position: string;
  readonly side: Side;
  readonly quantity: string;
  readonly openedAt: string;
  readonly openedBy: string;
  readonly entry: string;
  readonly exit: string;
  readonly profit: string;
  readonly asset: string;
  readonly method: LotMethod;
  readonly cause: FillCause;
}

/**
 * The profit an account realized, lot by lot, before fees and funding. Over the whole life of a
 * position the lots add up to what was booked, whatever the method; before its end the methods
 * differ, since each leaves other contracts behind.
 */
export function realizedLots(tape: Tape, account: string, method: LotMethod): RealizedLot[] {
  const held = new Map<string, readonly Lot[]>();
  const realized: RealizedLot[] = [];
  const trail = new PositionTrail(account);
  let before = undefined;
  for (const { envelope, past } of momentsOf(tape, account)) {
    if (accountOf(envelope.event) !== account) continue;
    const after = past.account(account)!;
    let part = 0;
    for (const change of trail.changes(envelope.event, before, after)) {
      for (const lot of follow(held, change, { envelope, market: past.market, method })) {
        realized.push({ id: `${envelope.sequence}.${part}`, ...lot });
        part += 1;
      }
    }
    before = after;
  }
  return realized;
}

/** The same as rows. */
export function lotRows(tape: Tape, account: string, method: LotMethod): LotRow[] {
  return realizedLots(tape, account, method).map((lot) => ({
    id: lot.id,
    at: isoOf(lot.at),
    account,
    pool: lot.pool,
    instrument: lot.instrument.id,
    position: lot.position,
    side: lot.side,
    quantity: text(lot.quantity),
    openedAt: isoOf(lot.openedAt),
    openedBy: String(lot.openedBy),
    entry: plain(entryOf(lot)),
    exit: lot.exit,
    profit: plain(lot.profit),
    asset: lot.instrument.payAsset,
    method,
    cause: lot.cause,
  }));
}

interface Step {
  readonly envelope: Envelope;
  readonly market: Market;
  readonly method: LotMethod;
}

/** Keeps the lots of a position in step with one change, and tells what of them was realized. */
function follow(
  held: Map<string, readonly Lot[]>,
  change: PositionChange,
  { envelope: { event, sequence, at }, market, method }: Step,
): Omit<RealizedLot, 'id'>[] {
  const key = placeKey(change);
  const lots = held.get(key) ?? [];
  if (change.kind === 'moved') {
    const from = placeKey(change.from);
    held.set(key, held.get(from) ?? []);
    held.delete(from);
    return [];
  }
  if (change.kind === 'opened') {
    const { quantity, cost } = change;
    const lot = { opened: sequence, at, quantity, cost: cost.toRational() };
    held.set(key, addLot(change.fresh ? [] : lots, lot, method));
    return [];
  }
  const { before, quantity } = change;
  const instrument = instrumentIn(market, before.instrument);
  const { taken, left } = takeLots(lots, quantity, method, { instrument, side: before.side });
  held.set(key, left);
  // Contracts that left without a price went to another holder; nothing was realized here.
  if (!isFill(event) || event.position !== change.position || !('profit' in event)) return [];
  return taken.map((lot) => realizedOf(lot, change, { instrument, event, at }));
}

type Closed = Extract<PositionChange, { kind: 'closed' }>;

function realizedOf(
  lot: Lot,
  { pool, position, before, quantity, cost }: Closed,
  fill: { readonly instrument: Instrument; readonly event: FillEvent; readonly at: Instant },
): Omit<RealizedLot, 'id'> {
  const { instrument, event, at } = fill;
  const sign = Rational.of(BigInt(valueSign(instrument, before)));
  const booked = Rational.fromDecimalString('profit' in event ? event.profit : '0');
  const whole = cost.toRational().plus(booked.times(sign));
  const share = Rational.ofDecimal(lot.quantity).over(Rational.ofDecimal(quantity));
  const value = whole.times(share);
  return {
    at,
    pool,
    instrument,
    position,
    side: before.side,
    quantity: lot.quantity,
    openedAt: lot.at,
    openedBy: lot.opened,
    cost: lot.cost,
    value,
    profit: value.minus(lot.cost).times(sign),
    exit: event.price,
    cause: causeOf(event),
  };
}

function entryOf({ instrument, quantity, cost }: RealizedLot): Rational {
  const size = Rational.ofDecimal(quantity.times(instrument.multiplier));
  return instrument.kind === 'inverse' ? size.over(cost) : cost.over(size);
}
