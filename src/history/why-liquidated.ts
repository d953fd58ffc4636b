import {
  markOf,
  parseInstant,
  refuse,
  reportedLiquidationPrice,
  type Account,
  type AccountEvent,
  type Dec,
  type Market,
  type Position,
  type Side,
} from '../../domain/index.js';
import { accountOf } from '../application/state.js';
import type { Tape } from './tape.js';
import { executionRows, type ExecutionRow } from './execution-rows.js';
import { causeOf, isFill } from './fills.js';
import { poolOf, priceLevel, slackLevel, type LevelAt, type LevelKind } from './level.js';
import { LevelFollower, type LevelRow } from './level-rows.js';
import { momentsOf } from './past-state.js';

/** Asks why a position was liquidated though the price never reached the level that was shown. */
export interface WhyQuestion {
  readonly ask: 'why-liquidated';
  readonly account: string;
  /** The case; by default the last one, of the pool or position where one is named. */
  readonly case?: string;
  readonly pool?: string;
  /** The position; by default the first that the case closed. */
  readonly position?: string;
  /**
   * When the level was looked at: an ISO 8601 time or a sequence of the journal. By default when
   * the holder last changed the position.
   */
  readonly since?: string | number;
}

/** What led from the level as it was shown to the liquidation; every figure exact. */
export interface WhyTable {
  readonly account: string;
  readonly case: string;
  readonly pool: string;
  readonly position: string;
  readonly instrument: string;
  readonly side: Side;
  /** Slack where there was no liquidation price at some point on the way. */
  readonly told: LevelKind;
  readonly shown: LevelAt;
  /** When the case began, which is when the mark was past the level. */
  readonly begun: LevelAt;
  /** When the position was chosen to be closed. */
  readonly liquidated: LevelAt;
  /** From `shown` to `liquidated`, in journal order; their changes add up to the difference. */
  readonly rows: readonly LevelRow[];
  /** The worst mark for the position from `shown` to the beginning of the case. */
  readonly worst?: { readonly mark: Dec; readonly sequence: number };
  /** From the level to the price of its fills: the mark and the slippage; only in prices. */
  readonly execution: readonly ExecutionRow[];
}

/**
 * Explains the liquidation of a position by the level that was shown at an earlier moment.
 * @rejects `history.no-liquidation`, `position.not-found` when it was not held at that moment,
 *   `input.invalid` for a moment that cannot be meant, `history.incomplete`
 */
export function whyLiquidated(tape: Tape, question: WhyQuestion): WhyTable {
  const found = findCase(tape, question);
  const since = sinceWhen(tape, question, found);
  const told = tellBy('price', tape, found, since);
  return told ?? tellBy('slack', tape, found, since)!;
}

interface Found {
  readonly account: string;
  readonly case: string;
  readonly pool: string;
  readonly position: string;
  /** The events by which the case began and the position was chosen. */
  readonly begun: number;
  readonly end: number;
}

type Of<T extends AccountEvent['type']> = Extract<AccountEvent, { readonly type: T }>;

function findCase(tape: Tape, question: WhyQuestion): Found {
  const { account, pool, position, case: only } = question;
  const own = tape.filter(({ event }) => accountOf(event) === account);
  const chosen = own.flatMap(({ event, sequence }) =>
    event.type === 'CloseOutRequested' ? [{ event, sequence }] : [],
  );
  const begun = own.findLast(({ event }) => {
    if (event.type !== 'LiquidationStarted') return false;
    if ((only ?? event.case) !== event.case || (pool ?? event.pool) !== event.pool) return false;
    return position === undefined || closes(chosen, event.case, position) !== undefined;
  });
  if (begun === undefined) refuseNone(question);
  const started = begun.event as Of<'LiquidationStarted'>;
  const first = closes(chosen, started.case, position);
  if (first === undefined) refuseNone(question);
  return {
    account,
    case: started.case,
    pool: started.pool,
    position: first.event.position,
    begun: begun.sequence,
    end: first.sequence,
  };
}

interface Chosen {
  readonly event: Of<'CloseOutRequested'>;
  readonly sequence: number;
}

/** The first close-out of a case, of one position where it is named. */
function closes(chosen: readonly Chosen[], only: string, position?: string): Chosen | undefined {
  return chosen.find(
    ({ event }) => event.case === only && (position ?? event.position) === event.position,
  );
}

function refuseNone({ account, pool, position, case: only }: WhyQuestion): never {
  const named = [only, pool, position].filter((name) => name !== undefined).join(' ');
  const of = named === '' ? '' : ` of ${named}`;
  refuse('history.no-liquidation', `the tape holds no liquidation${of} of the account ${account}`, {
    field: only === undefined ? (position === undefined ? 'pool' : 'position') : 'case',
    figure: named,
  });
}

/** The last event of the moment the level was looked at. */
function sinceWhen(tape: Tape, question: WhyQuestion, found: Found): number {
  const { since } = question;
  if (since === undefined) return lastChange(tape, found);
  if (typeof since === 'string') {
    const time = parseInstant(since);
    if (!time.ok) refuse('input.invalid', `since must be ${time.error}`, { field: 'since' });
    const last = tape.findLast(({ at, sequence }) => at <= time.value && sequence < found.begun);
    if (last !== undefined) return last.sequence;
  } else if (Number.isInteger(since) && since >= 1 && since < found.begun) {
    return since;
  }
  refuse('input.invalid', 'since must lie before the case began', {
    field: 'since',
    figure: String(since),
    limit: String(found.begun),
  });
}

/** The end of the step by which the holder last changed the position before the case began. */
function lastChange(tape: Tape, { account, position, begun }: Found): number {
  const before = tape.slice(0, begun - 1);
  const changed = before.findLast(({ event }) => {
    if (accountOf(event) !== account) return false;
    if (event.type === 'LeverageChanged') {
      return event.positions.some((one) => one.position === position);
    }
    if (event.type === 'MarginModeChanged') {
      return (event.moved ?? []).some((one) => one.position === position);
    }
    if (event.type === 'PositionReceived') return event.position === position;
    if (!isFill(event) || event.position !== position) return false;
    return causeOf(event) === 'holder' || causeOf(event) === 'import';
  });
  if (changed === undefined) return begun - 1;
  const { command } = changed;
  return before.findLast((envelope) => envelope.command === command)!.sequence;
}

/** The table in one kind of level; undefined when there was none at some point on the way. */
function tellBy(kind: LevelKind, tape: Tape, found: Found, since: number): WhyTable | undefined {
  const { account, case: id, pool } = found;
  const follower = new LevelFollower({
    kind,
    position: found.position,
    levelOf: kind === 'price' ? priceLevel(found.position) : slackLevel,
    poolIn: (state, market) => poolOf(state, market, found),
  });
  let held: Position | undefined;
  let shown: LevelAt | undefined;
  let begun: LevelAt | undefined;
  let worst: WhyTable['worst'];
  const traded = new Set<string>();
  for (const { envelope, past } of momentsOf(tape, account, found.end)) {
    const { sequence, at, event } = envelope;
    if (event.type === 'MarksAdvanced')
      for (const id of Object.keys(event.lasts ?? {})) traded.add(id);
    if (sequence < since) continue;
    const market = withFeedOnly(past.market, traded);
    const state = past.account(account);
    if (sequence === since) follower.begin(market, state);
    else follower.follow(envelope, market, state);
    held ??= heldIn(state, found);
    if (held === undefined) refuseAbsent(found, since);
    const position = heldIn(state, found) ?? held;
    const level = levelAt(follower, { sequence, at }, market, position, kind);
    if (level === undefined) return undefined;
    if (sequence <= found.begun) worst = worse(worst, held.side, level);
    shown ??= level;
    if (sequence === found.begun) {
      begun = level;
      follower.trigger = new Map(market.marks);
    }
    if (sequence !== found.end || begun === undefined) continue;
    const { instrument, side } = held;
    return {
      ...{ account, case: id, pool, position: found.position, instrument, side, told: kind },
      ...{ shown, begun, liquidated: level, rows: follower.rows },
      ...(worst === undefined ? {} : { worst }),
      execution: kind === 'price' ? executionRows(tape, { account, case: id, begun, level }) : [],
    };
  }
  return undefined;
}

/** Last trades that a feed tells of; those the engine knows from its own fills are left out. */
function withFeedOnly(market: Market, traded: ReadonlySet<string>): Market {
  const lasts = [...(market.lasts ?? [])].filter(([id]) => traded.has(id));
  return { ...market, lasts: new Map(lasts) };
}

/** The level after an event; undefined where there is none, now or at some point before. */
function levelAt(
  { current, lost }: LevelFollower,
  moment: Pick<LevelAt, 'sequence' | 'at'>,
  market: Market,
  position: Position,
  kind: LevelKind,
): LevelAt | undefined {
  if (lost || current === null) return undefined;
  const { instrument } = position;
  const mark = markOf(market, instrument);
  const last = market.lasts?.get(instrument);
  const shown = kind === 'price' ? reportedLiquidationPrice(market, position, current) : current;
  return {
    ...moment,
    level: current,
    shown,
    ...(mark === undefined ? {} : { mark }),
    ...(last === undefined ? {} : { last }),
  };
}

function heldIn(account: Account | undefined, { pool, position }: Found): Position | undefined {
  if (account === undefined) return undefined;
  const pools = [account.pools.get(pool), ...account.pools.values()];
  return pools.find((one) => one?.positions.has(position))?.positions.get(position);
}

function refuseAbsent({ position }: Found, since: number): never {
  refuse('position.not-found', `${position} was not held after event ${since}`, {
    field: 'since',
    figure: String(since),
  });
}

function worse(
  worst: WhyTable['worst'],
  side: Side,
  { mark, sequence }: LevelAt,
): WhyTable['worst'] {
  if (mark === undefined) return worst;
  if (worst === undefined) return { mark, sequence };
  const further = side === 'long' ? mark.lt(worst.mark) : mark.gt(worst.mark);
  return further ? { mark, sequence } : worst;
}
