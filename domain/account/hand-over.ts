import {
  type Dec,
  type Exact,
  Rational,
  ZERO,
  attempt,
  floorToStep,
  maxOf,
  minOf,
  priceOf,
  quantityOf,
  text,
} from '../kernel/index.js';
import { FUND, HOUSE, bookRounded } from '../ledger/index.js';
import { stepOf } from '../liquidation/index.js';
import {
  bankruptcyPrice,
  freeMargin,
  measurePool,
  type MarginPool,
  type Valuation,
} from '../margin/index.js';
import {
  bookedDecimals,
  markOf,
  type Instrument,
  type Market,
  type Stage,
} from '../market/index.js';
import { valueAt, valueSign, type Position } from '../position/index.js';
import { CROSS, isIndebted, type Account } from './account.js';
import { bookClosing } from './book-closing.js';
import { Draft } from './draft.js';
import { receive } from './receive-position.js';

/** Who takes contracts over instead of an account. */
export const INSURANCE_FUND = 'insurance-fund';

/** Decimals of a price at which a position is taken over. */
const PRICE_DECIMALS = 18;

/** Contracts that change hands at a price. */
interface Part {
  readonly quantity: Dec;
  readonly price: Dec;
}

/**
 * Hands the first position that somebody takes over to whoever takes it first: an account receives
 * it in its cross pool at the price, without a fee, if that leaves it the initial margin it needs;
 * the fund closes it at the mark at once, if it can pay what that costs.
 * @param market with the rules of the stage
 * @returns whether anything changed hands
 */
export function handOver(
  draft: Draft,
  market: Market,
  pool: string,
  stage: Stage,
  sequence: readonly Valuation[],
): boolean {
  for (const valuation of sequence) {
    const price = priceFor(market, draft.margin(pool), valuation, stage);
    if (price === undefined) continue;
    const whole = { quantity: valuation.position.quantity, price };
    if (stage.by === INSURANCE_FUND) {
      if (toFund(draft, market, pool, stage, valuation, whole)) return true;
      continue;
    }
    for (const id of stage.by === undefined ? stage.to : [stage.by]) {
      const taker = draft.other(id);
      if (taker === undefined) continue;
      const quantity = minOf(whole.quantity, capacity(taker, valuation, stage));
      if (quantity.lte(ZERO) || !accepts(draft, taker, valuation, { quantity, price })) continue;
      toAccount(draft, market, pool, stage, valuation, { quantity, price }, taker);
      return true;
    }
  }
  return false;
}

/**
 * The price of a taking over, undefined where there is none.
 * @rounding 18 decimals, toward the side that leaves the pool more, so that it never owes a residue
 */
function priceFor(
  market: Market,
  pool: MarginPool,
  { position }: Valuation,
  { price }: Stage,
): Dec | undefined {
  if (price === 'mark') return markOf(market, position.instrument);
  const zero = bankruptcyPrice(market, pool, position);
  if (zero === null) return undefined;
  const rounded = zero.toDecimal(PRICE_DECIMALS, position.side === 'long' ? 'ceiling' : 'floor');
  return rounded.gt(ZERO) ? rounded : undefined;
}

/** How many contracts an account may be assigned; a limit is notional it then holds at the mark. */
function capacity(
  taker: Account,
  { position, instrument, notional }: Valuation,
  stage: Stage,
): Dec {
  const { limit } = stage;
  if (limit === undefined || notional.sign() <= 0) return position.quantity;
  const most = Rational.ofDecimal(limit)
    .times(Rational.ofDecimal(position.quantity))
    .over(notional.toRational());
  let held = ZERO;
  for (const other of taker.pools.get(CROSS)?.positions.values() ?? []) {
    if (other.instrument !== instrument.id) continue;
    held = other.side === position.side ? held.plus(other.quantity) : held.minus(other.quantity);
  }
  const room = most.toDecimal(PRICE_DECIMALS, 'down').minus(held);
  if (room.gte(position.quantity)) return position.quantity;
  return floorToStep(maxOf(room, ZERO), stepOf(instrument));
}

/** Whether an account can be given contracts: it is not left without the margin they ask for. */
function accepts(draft: Draft, taker: Account, { position, instrument }: Valuation, part: Part) {
  if (taker.pools.get(CROSS)?.liquidation !== undefined || isIndebted(taker)) return false;
  if (instrument.settledAt !== undefined) return false;
  const trial = new Draft(taker, draft.context);
  const before = freeOf(trial);
  const taken = { ...part, side: position.side, from: draft.account.id };
  const done = attempt(() => receive(trial, instrument, taken));
  if (!done.ok) return false;
  const free = freeOf(trial);
  return free.sign() >= 0 || free.cmp(before) >= 0;
}

function freeOf(draft: Draft): Exact {
  return freeMargin(measurePool(draft.market, draft.margin(CROSS)));
}

function toAccount(
  draft: Draft,
  market: Market,
  pool: string,
  stage: Stage,
  { position, instrument }: Valuation,
  part: Part,
  taker: Account,
): void {
  close(draft, market, pool, stage, position, part, taker.id);
  const { id } = draft.account;
  receive(draft.companion(taker), instrument, { ...part, side: position.side, from: id });
}

function close(
  draft: Draft,
  market: Market,
  pool: string,
  { name }: Stage,
  { key }: Position,
  { quantity, price }: Part,
  to: string,
): void {
  bookClosing(draft, market, {
    pool,
    position: key,
    executions: [{ quantity: quantityOf(quantity), price: priceOf(price) }],
    cause: { stage: name, to },
  });
}

/** The fund takes contracts over and closes them at the mark, if it can pay what that costs. */
function toFund(
  draft: Draft,
  market: Market,
  pool: string,
  stage: Stage,
  { position, instrument }: Valuation,
  part: Part,
): boolean {
  const mark = markOf(market, instrument.id);
  if (mark === undefined) return false;
  const asset = instrument.payAsset;
  const entry = { asset, from: HOUSE, to: FUND, reason: 'take-over' as const };
  const gained = gainAt(instrument, position, part, mark);
  const { amount, movements } = bookRounded(entry, gained, bookedDecimals(market, asset), 'floor');
  if (amount.negated().gt(draft.fund(asset))) return false;
  close(draft, market, pool, stage, position, part, INSURANCE_FUND);
  draft.emit({
    type: 'FundTookOver',
    account: draft.account.id,
    pool,
    instrument: instrument.id,
    position: position.key,
    quantity: text(part.quantity),
    price: text(part.price),
    mark: text(mark),
    asset,
    gain: text(amount),
    movements,
  });
  return true;
}

/** What contracts taken over at a price are worth more at the mark, in the pay asset, signed. */
function gainAt(
  instrument: Instrument,
  position: Position,
  { quantity, price }: Part,
  mark: Dec,
): Exact {
  const gain = valueAt(instrument, quantity, mark).minus(valueAt(instrument, quantity, price));
  return valueSign(instrument, position) > 0 ? gain : gain.negated();
}
