import {
  type Dec,
  type Rational,
  credited,
  instrumentIn,
  type Account,
  type AccountEvent,
  type Mark,
  type Market,
  type MarginPool,
} from '../../domain/index.js';
import type { Envelope } from '../ports/ports.js';
import { chargeOf } from './charges.js';
import { isFill, type FillEvent } from './fills.js';
import { levelInTierOf, tierAt, type LevelKind, type LevelOf, type Standing } from './level.js';
import { slippageOf } from './story.js';
import { wordsOf } from './story-text.js';

/** One thing that moved the level of a position, by how much and to where; exact. */
export interface LevelRow {
  readonly sequence: number;
  readonly at: Envelope['at'];
  readonly event: string;
  /** What kind of thing it was; of an event without a word of its own, its name. */
  readonly reason: string;
  readonly text: string;
  readonly change: Rational;
  readonly level: Rational;
}

/** The prices that have been taken in so far, which may lag behind the market within a batch. */
interface Prices {
  readonly marks: Map<string, Mark>;
  readonly indexes: Map<string, Mark>;
  readonly rates: Map<string, Dec>;
}

type MarksAdvanced = Extract<Envelope['event'], { readonly type: 'MarksAdvanced' }>;

interface Subject {
  readonly kind: LevelKind;
  readonly levelOf: LevelOf;
  /** The pool that holds the position, in a state of the account. */
  readonly poolIn: (account: Account | undefined, market: Market) => MarginPool | undefined;
  readonly position: string;
}

/** What follows from one event before it is known how far it moves the level. */
interface Cause {
  readonly reason: string;
  readonly text: string;
}

/**
 * Follows the level of one position from event to event, and tells each thing that moves it as a
 * row: every price of a batch by itself, the tier beside its cause, the slippage of a close-out
 * beside the close. Since each row goes from where the last one ended, the rows of any stretch add
 * up to the difference between its ends, exactly.
 */
export class LevelFollower {
  readonly rows: LevelRow[] = [];
  /** There was no level at some point on the way, so the rows do not add up. */
  lost = false;
  /** The marks when the case began, which slippage is counted against. */
  trigger: ReadonlyMap<string, Mark> | undefined;
  private level: Rational | null = null;
  private account: Account | undefined;
  private instruments: Market['instruments'] | undefined;
  private readonly prices: Prices = { marks: new Map(), indexes: new Map(), rates: new Map() };

  constructor(private readonly subject: Subject) {}

  /** The level after the last event; null where there is none. */
  get current(): Rational | null {
    return this.level;
  }

  /** Begins at a state: nothing is told of how it came to be. */
  begin(market: Market, account: Account | undefined): void {
    this.account = account;
    this.instruments = market.instruments;
    this.takePrices(market);
    this.level = this.subject.levelOf(market, this.subject.poolIn(account, market));
  }

  /** Takes in the next event, with the state that it led to. */
  follow(envelope: Envelope, market: Market, account: Account | undefined): void {
    const { event } = envelope;
    if (TERMS_EVENTS.has(event.type) || market.instruments !== this.instruments) {
      this.instruments = market.instruments;
      if (event.type !== 'MarksAdvanced') this.takePrices(market);
      this.move(envelope, this.view(market), this.account, termsCause(event), false);
    }
    if (event.type === 'MarksAdvanced') this.followPrices(envelope, event, market);
    if (account !== this.account) {
      this.followAccount(envelope, event as AccountEvent, market, account);
      this.account = account;
    }
  }

  /** All prices as they stand. */
  private takePrices({ marks, indexes, rates }: Market): void {
    replaceBy(this.prices.marks, marks);
    replaceBy(this.prices.indexes, indexes);
    replaceBy(this.prices.rates, rates);
  }

  private followPrices(
    envelope: Envelope,
    { marks, indexes = {}, rates = {} }: MarksAdvanced,
    market: Market,
  ): void {
    const held = this.subject.poolIn(this.account, market)?.positions ?? [];
    const instruments = new Set(held.map(({ instrument }) => instrument));
    const own = held.find(({ key }) => key === this.subject.position)?.instrument;
    const take = (cause: Cause) => {
      this.move(envelope, this.view(market), this.account, cause, true);
    };
    for (const [id, price] of Object.entries(marks)) {
      this.prices.marks.set(id, market.marks.get(id)!);
      const text = `mark of ${id} to ${price}`;
      if (id === own) take({ reason: 'own-mark', text: this.ownMark(text) });
      else if (instruments.has(id)) take({ reason: 'other-positions', text });
    }
    for (const [id, price] of Object.entries(indexes)) {
      this.prices.indexes.set(id, market.indexes.get(id)!);
      if (instruments.has(id)) take({ reason: 'index', text: `index of ${id} to ${price}` });
    }
    for (const [asset, rate] of Object.entries(rates)) {
      this.prices.rates.set(asset, market.rates.get(asset)!);
      take({ reason: 'collateral-value', text: `rate of ${asset} to ${rate}` });
    }
  }

  /** The price level does not follow its own mark; it can only change over to another one. */
  private ownMark(text: string): string {
    return this.subject.kind === 'slack' ? text : `${text}, from which another level is nearest`;
  }

  private followAccount(
    envelope: Envelope,
    event: AccountEvent,
    market: Market,
    account: Account | undefined,
  ): void {
    const cause = accountCause(event, this.subject.position);
    const mark = isFill(event) ? this.trigger?.get(event.instrument)?.price : undefined;
    if (isFill(event) && mark !== undefined && isForced(event)) {
      const slipped = this.withoutSlippage(event, market, account, mark);
      if (slipped !== undefined) {
        this.moveTo(envelope, market, slipped, { ...cause, text: `${cause.text} at the mark` });
        const text = `filled at ${event.price}, the mark at the trigger was ${mark.toFixed()}`;
        this.move(envelope, market, account, { reason: 'slippage', text }, false);
        return;
      }
    }
    this.move(envelope, market, account, cause, cause.reason !== 'own-position');
  }

  /** The pool as a fill at the mark of the trigger would have left it. */
  private withoutSlippage(
    event: FillEvent,
    market: Market,
    account: Account | undefined,
    mark: Dec,
  ): MarginPool | undefined {
    const pool = this.subject.poolIn(account, market);
    if (pool?.id !== event.pool) return undefined;
    const lost = slippageOf(market, event, mark);
    if (lost.sign() === 0) return undefined;
    const { payAsset } = instrumentIn(market, event.instrument);
    return credited(market, pool, payAsset, lost.toDecimal(SLIPPAGE_DECIMALS, 'half-even'));
  }

  /** The market with the prices that have been taken in so far. */
  private view(market: Market): Market {
    return { ...market, ...this.prices };
  }

  private move(
    envelope: Envelope,
    market: Market,
    account: Account | undefined,
    cause: Cause,
    tiers: boolean,
  ): void {
    const pool = this.subject.poolIn(account, market);
    this.moveTo(envelope, market, pool, cause, tiers);
  }

  /** Measures the level in a state and tells what moved it there; a change of tier by itself. */
  private moveTo(
    envelope: Envelope,
    market: Market,
    pool: MarginPool | undefined,
    cause: Cause,
    tiers = true,
  ): void {
    const before = this.level;
    const after = this.subject.levelOf(market, pool);
    this.level = after;
    if (before === null || after === null) {
      this.lost = true;
      return;
    }
    if (before.cmp(after) === 0) return;
    const jump = tiers ? this.tierJump(market, pool, before, after) : undefined;
    const direct = jump?.from ?? after;
    this.tell(envelope, cause, before, direct);
    if (jump !== undefined) this.tell(envelope, { reason: 'tier', text: jump.text }, direct, after);
  }

  private tierJump(
    market: Market,
    pool: MarginPool | undefined,
    before: Rational,
    after: Rational,
  ): { readonly from: Rational; readonly text: string } | undefined {
    const position = pool?.positions.find(({ key }) => key === this.subject.position);
    if (this.subject.kind !== 'price' || pool === undefined || position === undefined) return;
    const standing: Standing = { market, pool, position };
    const [old, now] = [tierAt(standing, before), tierAt(standing, after)];
    if (old === null || now === null || old === now) return undefined;
    const from = levelInTierOf(standing, before, after);
    if (from === null) return undefined;
    return {
      from,
      text: `the level lies in the tier from ${now}, before it lay in that from ${old}`,
    };
  }

  private tell(
    { sequence, at, event }: Envelope,
    { reason, text }: Cause,
    before: Rational,
    after: Rational,
  ): void {
    const change = after.minus(before);
    if (change.sign() === 0) return;
    this.rows.push({ sequence, at, event: event.type, reason, text, change, level: after });
  }
}

/** Inverse contracts slip by fractions; what is cut off falls to the close itself. */
const SLIPPAGE_DECIMALS = 60;

function replaceBy<V>(target: Map<string, V>, source: ReadonlyMap<string, V>): void {
  target.clear();
  for (const [key, value] of source) target.set(key, value);
}

/** A fill the venue made for the engine, not for the holder. */
function isForced(event: FillEvent): boolean {
  return 'closeOut' in event && event.closeOut !== undefined;
}

/** What an event changes before any price or balance does: terms, or schedules by the time. */
function termsCause(event: Envelope['event']): Cause {
  const { instrument } = event as { readonly instrument?: unknown };
  const of = typeof instrument === 'string' ? ` of ${instrument}` : '';
  const told = TERMS_EVENTS.has(event.type);
  if (told) return { reason: 'terms', text: `${wordsOf(event)}${of}` };
  return { reason: 'terms', text: 'a schedule came into force as time passed' };
}

const TERMS_EVENTS: ReadonlySet<string> = new Set<Envelope['event']['type']>([
  'ConfigurationSet',
  'InstrumentListed',
  'OpenInterestSet',
  'VolatilitiesSet',
  'InstrumentSettled',
  'ScheduleInForce',
  'ScheduleGraceEnded',
]);

/** What an event of the account means for the position that is followed. */
function accountCause(event: AccountEvent, position: string): Cause {
  const text = wordsOf(event);
  if (isFill(event)) {
    const { side, quantity, price, instrument } = event;
    const own = event.position === position;
    const said = `${text}: ${side} ${quantity} ${instrument} at ${price}`;
    return { reason: own ? 'own-position' : 'other-positions', text: said };
  }
  const charge = chargeOf(event);
  if (charge !== undefined) return { reason: CHARGES[charge.kind], text };
  return { reason: REASONS.get(event.type) ?? wordsOf({ type: event.type }), text };
}

const CHARGES = { fees: 'fee', interest: 'interest', funding: 'funding' } as const;

const REASONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    CollateralDeposited: 'collateral',
    CollateralWithdrawn: 'collateral',
    CollateralAllocated: 'collateral',
    CollateralReleased: 'collateral',
    BalanceConverted: 'collateral',
    BalanceSent: 'collateral',
    BalanceReceived: 'collateral',
    AutoMarginAdded: 'collateral',
    RemainderTaken: 'collateral',
    LeverageChanged: 'leverage',
    MarginModeChanged: 'margin mode',
    OrderReserved: 'orders',
    OrderReleased: 'orders',
  } satisfies Partial<Record<AccountEvent['type'], string>>),
);
