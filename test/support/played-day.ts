import type { AccountEvent } from '../../domain/index.js';
import { MemoryJournal } from '../../src/adapters/memory-journal.js';
import type { Answer } from '../../src/application/answer.js';
import type { Command } from '../../src/application/commands.js';
import type { Parts } from '../../src/di/index.js';
import type { Day } from '../properties/day-arbitrary.js';
import { OracleBook } from './oracle/tape-book/book.js';
import type { TapeRecord } from './oracle/tape-book/tape-record.js';
import { WIDE } from './wide-listing.js';
import { worldOf, type World } from './world.js';

/** What happened on the days of a suite, so that a suite can tell that its subject came up. */
export class Happenings {
  liquidated = 0;
  /** Close-outs that left a part of the position open. */
  partly = 0;
  bankrupt = 0;
  /** Close-outs whose answer was lost and that were booked when they were asked for again. */
  retried = 0;
  /** Cases that went on in a later step after something was left unfilled. */
  resumed = 0;
  /** Protective orders and loss limits that were set off. */
  triggered = 0;
  refused = 0;

  /** Fails unless each of these happened at least as often as it says. */
  atLeast(least: Partial<Record<keyof Omit<Happenings, 'atLeast'>, number>>): void {
    for (const [what, times] of Object.entries(least)) {
      const often = this[what as 'liquidated'];
      expect({ what, often: often >= times ? 'enough' : often }).toEqual({ what, often: 'enough' });
    }
  }
}

/** One command and all that it led to. */
export interface PlayedStep {
  readonly world: World;
  readonly command: Command;
  readonly answer: Answer;
  readonly events: readonly AccountEvent[];
  /** The book at the end of the step. */
  readonly book: OracleBook;
}

export interface Watching {
  /** Called before each command. */
  readonly before?: (world: World, command: Command, book: OracleBook) => Promise<void> | void;
  /** Called at every event of the tape, before the book takes it. */
  readonly event?: (event: TapeRecord, book: OracleBook, command: string) => void;
  /** Called after each event was taken. */
  readonly taken?: (event: TapeRecord, book: OracleBook, command: string) => void;
  /** Called after each command with all that it led to. */
  readonly after?: (step: PlayedStep) => Promise<void> | void;
}

export function worldOfDay(
  { engine, venue }: Day,
  journal = new MemoryJournal(),
  parts: Parts = {},
): Promise<World> {
  return worldOf(engine, venue, journal, parts, WIDE);
}

/** Plays a day command by command and keeps the oracle's book beside it. */
export async function play(
  day: Day,
  seen: Happenings,
  watching: Watching,
  parts: Parts = {},
): Promise<World> {
  const world = await worldOfDay(day, new MemoryJournal(), parts);
  const { engine, journal } = world;
  const book = new OracleBook();
  const follow = (from: number): AccountEvent[] =>
    journal.envelopes.slice(from).map(({ event, command }) => {
      const record = event as unknown as TapeRecord;
      watching.event?.(record, book, command);
      book.apply(record);
      watching.taken?.(record, book, command);
      return event as AccountEvent;
    });
  follow(0);
  const tally = new Tally(seen);
  for (const command of day.commands) {
    const from = journal.envelopes.length;
    await watching.before?.(world, command, book);
    const answer = await engine.handle(command);
    if (!answer.ok) seen.refused += 1;
    const events = follow(from);
    tally.count(events, engine.venueFailures);
    await watching.after?.({ world, command, answer, events, book });
  }
  return world;
}

/** Counts what happened; it remembers orders that failed and cases that were left waiting. */
class Tally {
  private readonly failed = new Set<string>();
  private waiting = new Set<string>();

  constructor(private readonly seen: Happenings) {}

  count(events: readonly AccountEvent[], failures: ReadonlyMap<string, string>): void {
    const { seen } = this;
    const left = new Set<string>();
    for (const event of events) {
      if (event.type === 'LiquidationStarted') seen.liquidated += 1;
      if (event.type === 'PoolBankrupted') seen.bankrupt += 1;
      if (event.type === 'CloseOutUnfilled') left.add(event.case);
      if (event.type.endsWith('Triggered')) seen.triggered += 1;
      if (event.type === 'CloseOutRequested' && this.waiting.has(event.case)) seen.resumed += 1;
      if ('closeOut' in event && event.closeOut !== undefined) {
        if (event.type === 'PositionReduced') seen.partly += 1;
        if (this.failed.delete(event.closeOut)) seen.retried += 1;
      }
    }
    for (const order of failures.keys()) this.failed.add(order);
    if (events.length > 0) this.waiting = left;
  }
}
