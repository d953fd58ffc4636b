import {
  EVENT_SCHEMA,
  InvariantViolation,
  type Dec,
  ZERO,
  claimedBy,
  decideHalt,
  entryKey,
  evolve,
  haltFor,
  newAccount,
  text,
  type Account,
  type AccountEvent,
  type Instant,
  type LedgerAccount,
  type Movement,
} from '../../domain/index.js';
import { PortFailure } from '../ports/port-failure.js';
import type { AccountStore, Envelope, EventSink, Journal } from '../ports/ports.js';
import type { EngineMetrics } from './engine-metrics.js';
import type { Notifications } from './notifications.js';
import { Publishing } from './publishing.js';
import { accountOf, type EngineState } from './state.js';
import { notesOf, type TapeEvent } from './tape.js';
import type { Watching } from './watching.js';

/** Which command caused a step, for the envelopes. */
export interface Cause {
  readonly command: string;
  readonly body: string;
}

/** What one command decided, when, and which command it was. */
export interface Step {
  readonly cause: Cause;
  readonly at: Instant;
  readonly events: readonly TapeEvent[];
}

/** What a unit of work needs from outside. */
export interface Ports {
  readonly accounts: AccountStore;
  readonly journal: Journal;
  readonly sink: EventSink;
  readonly watching: Watching;
  readonly notifications: Notifications;
  readonly metrics: EngineMetrics;
}

/** Appends what was decided and only then lets it happen. */
export class UnitOfWork {
  readonly publishing: Publishing;
  /** Accounts with which the ledger does not agree, and why; halted with the next commit. */
  private readonly suspects = new Map<string, InvariantViolation>();

  constructor(
    private readonly state: EngineState,
    private readonly ports: Ports,
  ) {
    this.publishing = new Publishing(ports.sink);
  }

  /**
   * Appends events to the journal, then applies them and saves the accounts they lead to.
   * @throws PortFailure when the append failed; then nothing has happened
   */
  async commit(
    cause: Cause,
    events: readonly TapeEvent[],
    accounts: readonly Account[],
  ): Promise<void> {
    await this.commitTogether([{ cause, at: this.state.now, events }], accounts);
  }

  /** The same for several commands at once: all of them happen or none does. */
  async commitTogether(steps: readonly Step[], accounts: readonly Account[]): Promise<void> {
    const envelopes = this.envelopes(steps);
    if (envelopes.length === 0) return;
    const { metrics } = this.ports;
    const start = metrics.now();
    try {
      await this.ports.journal.append(envelopes);
    } catch (problem) {
      throw new PortFailure('journal', 'the append failed, nothing was committed', true, problem);
    }
    metrics.since(start, metrics.appendSeconds);
    await this.apply(envelopes, accounts);
    metrics.appended(envelopes);
    this.publishing.publish(envelopes);
    this.ports.notifications.tell(envelopes, accounts, this.state.configuration);
    if (this.suspects.size > 0) await this.haltSuspects(steps.at(-1)!);
  }

  /** The step itself has happened: should this fail, it is tried again with the next one. */
  private async haltSuspects({ cause, at }: Step): Promise<void> {
    const suspects = [...this.suspects];
    this.suspects.clear();
    try {
      const held = await this.ports.accounts.load(suspects.map(([id]) => id));
      const halts = suspects.flatMap(([, violation], index) => {
        const account = held[index];
        return account === undefined ? [] : [decideHalt(account, haltFor(violation))];
      });
      const step = { cause, at, events: halts.flatMap(({ events }) => events) };
      await this.commitTogether(
        [step],
        halts.map(({ next }) => next),
      );
    } catch {
      for (const [id, violation] of suspects) this.suspects.set(id, violation);
    }
  }

  private envelopes(steps: readonly Step[]): Envelope[] {
    const flat = steps.flatMap(({ cause, at, events }) =>
      events.map((event) => ({ at, command: cause.command, body: cause.body, event })),
    );
    const { sequence } = this.state;
    return flat.map((rest, index) => ({
      schema: EVENT_SCHEMA,
      sequence: sequence + index + 1,
      ...rest,
    }));
  }

  private async apply(envelopes: readonly Envelope[], accounts: readonly Account[]): Promise<void> {
    const { state, ports } = this;
    this.advance(envelopes);
    for (const account of accounts) {
      state.note(account);
      ports.watching.note(account);
    }
    await ports.accounts.save(accounts, state.sequence);
    this.reconcile(envelopes, accounts);
  }

  private advance(envelopes: readonly Envelope[]): void {
    const { state } = this;
    for (const { sequence, at, command, body, event } of envelopes) {
      state.sequence = sequence;
      if (body !== '' && !state.answers.has(command))
        state.answers.set(command, { body, sequence, ...notesOf(event) });
      state.apply(event, at);
    }
  }

  /**
   * I-1: what an aggregate holds is what its movements booked, entry by entry.
   * @throws InvariantViolation for an entry that is no account's; an account is halted instead
   */
  private reconcile(envelopes: readonly Envelope[], accounts: readonly Account[]): void {
    const byId = new Map(accounts.map((account) => [account.id, account]));
    for (const { event } of envelopes) {
      const movements: readonly Movement[] = 'movements' in event ? (event.movements ?? []) : [];
      for (const { asset, from, to } of movements) {
        for (const entry of [from, to]) this.reconcileEntry(byId, entry, asset);
      }
    }
  }

  private reconcileEntry(
    accounts: ReadonlyMap<string, Account>,
    entry: LedgerAccount,
    asset: string,
  ): void {
    const held = heldBy(accounts, this.state, entry, asset);
    if (held === undefined) return;
    const booked = this.state.ledger.get(entryKey(entry, asset)) ?? ZERO;
    if (held.eq(booked)) return;
    const message = `the ledger and an aggregate disagree on ${asset}`;
    const figures = { held: text(held), booked: text(booked) };
    const violation = new InvariantViolation('I-1', message, figures);
    if (!('account' in entry)) throw violation;
    if (accounts.get(entry.account)?.halted === undefined) {
      this.suspects.set(entry.account, violation);
    }
  }

  /**
   * Takes envelopes that are already on the tape: accounts take those that the store is not whole
   * to, the state those after its own sequence, which must be all of them or none. Whoever knows
   * accounts by what they hold is told later, when the whole tape is read.
   */
  async replay(envelopes: readonly Envelope[], { whole, known }: Rebuilt): Promise<void> {
    const { state, ports } = this;
    const touched = new Map<string, Account>();
    for (const { sequence, event } of envelopes) {
      const id = accountOf(event);
      if (id === undefined || sequence <= whole) continue;
      let before = touched.get(id);
      if (before === undefined && known?.has(id) !== false)
        [before] = await ports.accounts.load([id]);
      touched.set(id, evolve(before ?? newAccount(id), event as AccountEvent));
      known?.add(id);
    }
    const accounts = [...touched.values()];
    const last = envelopes.at(-1)!;
    const news = last.sequence > state.sequence;
    if (news) {
      state.now = last.at;
      this.advance(envelopes);
    }
    await ports.accounts.save(accounts, Math.max(whole, last.sequence));
    if (news) this.reconcile(envelopes, accounts);
  }
}

/** What of the tape is in the account store already. */
interface Rebuilt {
  readonly whole: number;
  /**
   * Accounts that were rebuilt. What the store holds of another is older or newer than this place
   * of the tape, and the tape counts. Absent: the store is whole, and holds all of them.
   */
  readonly known?: Set<string>;
}

function heldBy(
  accounts: ReadonlyMap<string, Account>,
  state: EngineState,
  entry: LedgerAccount,
  asset: string,
): Dec | undefined {
  switch (entry.at) {
    case 'wallet': {
      const kinds = accounts.get(entry.account)?.wallets.get(asset);
      return kinds && (kinds.get(entry.wallet as 'spot') ?? ZERO);
    }
    case 'pool': {
      const account = accounts.get(entry.account);
      return account && (account.pools.get(entry.pool)?.balance ?? ZERO);
    }
    case 'claim': {
      const account = accounts.get(entry.account);
      return account && claimedBy(account, asset);
    }
    case 'insurance-fund':
      return state.funds.get(asset)?.balance ?? ZERO;
    default:
      return undefined;
  }
}
