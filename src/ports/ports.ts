import type { Account, CloseOutRequest, EventEnvelope, Instant } from '../../domain/index.js';
import type { TapeEvent } from '../application/tape.js';

/** An event as the tape holds it: with its sequence, instant and command. */
export type Envelope = EventEnvelope<TapeEvent>;

/** Accounts that were asked for: those that were in memory, and those that were not. */
export interface CacheCounts {
  readonly hits: number;
  readonly misses: number;
}

/**
 * Where account aggregates live. `save` is called only after the journal accepted the events, with
 * the sequence of the last of them: once it resolves, every account is as the tape has it up to
 * there. All of the accounts are saved or, when it rejects, none.
 */
export interface AccountStore {
  /** In the order asked; undefined for an account that it does not know. */
  load(ids: readonly string[]): Promise<(Account | undefined)[]>;
  save(accounts: readonly Account[], sequence?: number): Promise<void>;
  /** Ids of all accounts in the order of their UTF-16 code units. */
  ids(): Promise<readonly string[]>;
  /**
   * The sequence given with the last save, in whichever process that was; 0: not known. A store
   * without it is not read by `restore`, which then rebuilds every account from the tape.
   */
  whole?(): Promise<number>;
  /**
   * The same as `load` for whoever goes through so many accounts that none of them is worth being
   * kept in memory for the next one who asks. A store that keeps nothing needs none.
   */
  loadOnce?(ids: readonly string[]): Promise<(Account | undefined)[]>;
  /** For metrics: accounts asked of a store that caches, since it was made. */
  readonly counts?: CacheCounts;
}

/**
 * The tape. `append` is all or nothing and durable when it resolves; sequences are gap-free.
 * A rejected append means that nothing has happened.
 */
export interface Journal {
  append(envelopes: readonly Envelope[]): Promise<void>;
  read(fromSequence?: number): AsyncIterable<Envelope>;
}

/** Told of events after they are durable; an error here is reported and never undoes anything. */
export interface EventSink {
  publish(envelopes: readonly Envelope[]): void;
}

/** One execution of a close-out, as decimal strings. */
export interface VenueExecution {
  readonly quantity: string;
  readonly price: string;
}

/** What a venue filled; together at most what was asked. */
export interface VenueAnswer {
  readonly executions: readonly VenueExecution[];
  /** Why less than the asked quantity was filled. */
  readonly reason?: string;
}

/**
 * Closes positions at a market. An order id that was answered before must be answered with the
 * same executions again, since the engine repeats it when an answer was lost. A thrown error means
 * that the outcome is unknown: the engine asks again later with the same id.
 */
export interface Venue {
  close(request: CloseOutRequest): Promise<VenueAnswer>;
}

/** Names what nobody named: commands without an id, and the orders sent to the venue. */
export interface Ids {
  /** Of a command whose first event has this sequence; unlike any id an embedder gives. */
  command(sequence: number): string;
  /**
   * Of the so-manieth order of a closing; unlike that of any other order. The tape keeps it before
   * the venue is asked, so a repeated request carries the same one.
   */
  order(closing: string, number: number): string;
}

/** Where the time of commands that name none comes from; never asked by the domain. */
export interface Clock {
  now(): Instant;
}
