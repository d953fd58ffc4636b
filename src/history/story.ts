import {
  Dec,
  Rational,
  demandRate,
  isoOf,
  marginPool,
  markOf,
  measureLine,
  notionalAt,
  instrumentIn,
  valueSign,
  text,
  type AccountEvent,
  type LiquidationOutcome,
  type Market,
  type Side,
  type MarginModels,
} from '../../domain/index.js';
import { accountOf } from '../application/state.js';
import type { Envelope } from '../ports/ports.js';
import type { Tape } from './tape.js';
import { isFill, type FillEvent } from './fills.js';
import { demandWhole, PastState } from './past-state.js';
import { plain } from './plain.js';
import { whatElse, whyChosen, whyEnded, whyStarted } from './story-text.js';

/** What a pool was measured at, in settlement; slack is equity - maintenance. */
export interface Measured {
  readonly equity: string;
  readonly maintenance: string;
  readonly slack: string;
}

/** One execution of a close-out as it was booked. */
export interface StoryFill {
  readonly at: string;
  readonly sequence: number;
  readonly quantity: string;
  readonly price: string;
  /** The mark when the close-out was announced. */
  readonly mark?: string;
  /** What the fill brought less than the mark would have, in the pay asset; negative: more. */
  readonly slippage?: string;
  /** Realized and charged, in `asset`; `rate` is its settlement value at the time. */
  readonly profit: string;
  readonly fee: string;
  readonly asset: string;
  readonly rate: string;
}

/** One close-out: what was measured before it, why this position, and what it led to. */
export interface CloseOutStory {
  readonly at: string;
  readonly sequence: number;
  readonly order: string;
  readonly instrument: string;
  readonly position: string;
  readonly side: Side;
  /** Contracts asked for. */
  readonly quantity: string;
  readonly why: string;
  readonly ranking: readonly { readonly position: string; readonly profit: string }[];
  readonly before: Measured;
  readonly fills: readonly StoryFill[];
  /** What the venue left open, and why. */
  readonly unfilled?: { readonly quantity: string; readonly reason: string };
  /** What was measured once it was booked; absent while the venue owes the answer. */
  readonly after?: Measured;
}

/** Something else that happened in the course of a case: deficits, charges, cancelled orders. */
export interface StoryNote {
  readonly at: string;
  readonly sequence: number;
  readonly event: string;
  readonly text: string;
}

/** A liquidation from its first measure to its end, told from the tape alone. */
export interface LiquidationStory {
  readonly case: string;
  readonly account: string;
  readonly pool: string;
  readonly startedAt: string;
  readonly sequence: number;
  readonly started: Measured;
  readonly why: string;
  readonly closeOuts: readonly CloseOutStory[];
  readonly notes: readonly StoryNote[];
  /** What was owed when no position was left, in settlement. */
  readonly deficit?: string;
  /** Absent while the case is open. */
  readonly ended?: {
    readonly at: string;
    readonly sequence: number;
    readonly outcome: LiquidationOutcome;
    readonly why: string;
    /** What decided it, before deficits were settled and remainders paid. */
    readonly equity: string;
    readonly maintenance: string;
  };
}

/** The liquidations of an account, oldest first; of one case where it is named. */
export function storiesOf(tape: Tape, account: string, only?: string): LiquidationStory[] {
  const teller = new StoryTeller(new Set([account]), tape.models);
  demandWhole(tape);
  for (const envelope of tape) teller.hear(envelope);
  const stories = teller.stories(account);
  return only === undefined ? stories : stories.filter((story) => story.case === only);
}

type Open<T> = { -readonly [K in keyof T]: T[K] };
type Telling = Open<Omit<LiquidationStory, 'closeOuts' | 'notes'>> & {
  readonly closeOuts: (Open<Omit<CloseOutStory, 'fills'>> & { readonly fills: StoryFill[] })[];
  readonly notes: StoryNote[];
};

/** Listens to a tape, event by event, and tells the liquidations of the accounts it follows. */
export class StoryTeller {
  private readonly past: PastState;
  private readonly told = new Map<string, Telling[]>();

  constructor(
    private readonly followed: ReadonlySet<string>,
    models?: MarginModels,
  ) {
    this.past = new PastState(followed, models);
  }

  /** Takes in the next event of the tape. */
  hear(envelope: Envelope): void {
    this.past.apply(envelope);
    const id = accountOf(envelope.event);
    if (id !== undefined && this.followed.has(id)) this.note(envelope, id);
  }

  stories(account: string): LiquidationStory[] {
    return this.told.get(account) ?? [];
  }

  private note(envelope: Envelope, id: string): void {
    const event = envelope.event as AccountEvent;
    if (event.type === 'LiquidationStarted') {
      const told = this.told.get(id) ?? [];
      this.told.set(id, [...told, this.begun(envelope, event)]);
      return;
    }
    const telling = this.tellingOf(id, event);
    if (telling === undefined) return;
    const { at, sequence } = envelope;
    if (event.type === 'CloseOutRequested') {
      telling.closeOuts.push(this.requested(event, isoOf(at), sequence));
    } else if (event.type === 'LiquidationEnded') {
      const { outcome, equity, maintenance } = event;
      const why = whyEnded(event, this.past.market.configuration.liquidation);
      telling.ended = { at: isoOf(at), sequence, outcome, why, equity, maintenance };
    } else if (!this.answers(telling, event, envelope)) {
      if (event.type === 'PoolBankrupted') telling.deficit = event.deficit;
      const text = whatElse(event);
      telling.notes.push({ at: isoOf(at), sequence, event: event.type, text });
    }
  }

  private begun(
    { at, sequence }: Envelope,
    event: Extract<AccountEvent, { type: 'LiquidationStarted' }>,
  ): Telling {
    const { configuration } = this.past.market;
    return {
      case: event.case,
      account: event.account,
      pool: event.pool,
      startedAt: isoOf(at),
      sequence,
      started: this.measured(event),
      why: whyStarted(event, configuration),
      closeOuts: [],
      notes: [],
    };
  }

  /** The open case an event belongs to: that of its pool, else any of the account. */
  private tellingOf(id: string, event: AccountEvent): Telling | undefined {
    const open = (this.told.get(id) ?? []).filter(({ ended }) => ended === undefined);
    if (!('pool' in event)) return open.at(-1);
    return open.findLast(({ pool }) => pool === event.pool);
  }

  /** Adds an answer of the venue, or what follows from it, to the close-out it belongs to. */
  private answers({ closeOuts, pool }: Telling, event: AccountEvent, { at, sequence }: Envelope) {
    const current = closeOuts.at(-1);
    if (current === undefined || !('position' in event)) return false;
    if (event.position !== current.position) return false;
    if (isFill(event) && 'closeOut' in event && event.closeOut === current.order) {
      current.fills.push(this.filled(event, isoOf(at), sequence));
    } else if (event.type === 'CloseOutUnfilled') {
      const { quantity, reason } = event;
      current.unfilled = { quantity, reason };
    } else if (event.type === 'LiquidationFeeCharged') {
      const last = current.fills.pop();
      if (last !== undefined) current.fills.push({ ...last, fee: event.amount });
    } else {
      return false;
    }
    current.after = this.measured({ account: event.account, pool });
    return true;
  }

  private filled(event: FillEvent, at: string, sequence: number): StoryFill {
    const { market } = this.past;
    const { quantity, price } = event;
    const mark = markOf(market, event.instrument);
    const profit = 'profit' in event ? event.profit : '0';
    const { payAsset: asset } = instrumentIn(market, event.instrument);
    const rate = text(demandRate(market, asset));
    const fill = { at, sequence, quantity, price, profit, fee: '0', asset, rate };
    if (mark === undefined) return fill;
    return { ...fill, mark: text(mark), slippage: plain(slippageOf(market, event, mark)) };
  }

  private requested(
    event: Extract<AccountEvent, { type: 'CloseOutRequested' }>,
    at: string,
    sequence: number,
  ): Telling['closeOuts'][number] {
    const { order, instrument, position, side, quantity, ranking } = event;
    const asked = { at, sequence, order, instrument, position, side, quantity };
    const before = this.measured(event);
    return { ...asked, why: whyChosen(event), ranking, before, fills: [] };
  }

  /** A pool as it stands after the last event. */
  private measured({ account, pool }: { account: string; pool: string }): Measured {
    const { market } = this.past;
    const margin = marginPool(this.past.account(account)!, market, pool);
    const { equity, maintenance } = measureLine(market, margin);
    return {
      equity: equity.toString(),
      maintenance: maintenance.toString(),
      slack: equity.minus(maintenance).toString(),
    };
  }
}

/** What a closing fill brought less than the mark would have, in the pay asset. */
export function slippageOf(market: Market, fill: FillEvent, mark: Dec): Rational {
  const instrument = instrumentIn(market, fill.instrument);
  const quantity = new Dec(fill.quantity);
  const sign = Rational.of(BigInt(valueSign(instrument, fill)));
  const at = (price: Dec) => notionalAt(instrument, quantity, price).toRational();
  return at(mark)
    .minus(at(new Dec(fill.price)))
    .times(sign);
}
