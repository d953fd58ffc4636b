import {
  EVENT_SCHEMA,
  type Dec,
  ZERO,
  entryKey,
  evolve,
  invariant,
  newAccount,
  text,
  type Account,
  type AccountEvent,
  type Instant,
  type LedgerAccount,
  type Movement,
} from '../../domain/index.js';
import { PortFailure } from '../ports/port-failure.js';
import type { AccountStore, Envelope, EventSink, Journal, Watch } from '../ports/ports.js';
import { accountOf, type EngineState } from './state.js';
import type { TapeEvent } from './tape.js';

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

export interface Ports {
  readonly accounts: AccountStore;
  readonly journal: Journal;
  readonly sink: EventSink;
  readonly watch: Watch;
}

/** Appends what was decided and only then lets it happen. */
export class UnitOfWork {
  constructor(
    private readonly state: EngineState,
    private readonly ports: Ports,
  ) {}

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
    try {
      await this.ports.journal.append(envelopes);
    } catch (problem) {
      throw new PortFailure('journal', 'the append failed, nothing was committed', true, problem);
    }
    await this.apply(envelopes, accounts);
    this.ports.sink.publish(envelopes);
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
    for (const { sequence, at, command, body, event } of envelopes) {
      state.sequence = sequence;
      if (body !== '' && !state.answers.has(command))
        state.answers.set(command, { body, sequence });
      state.apply(event, at);
    }
    for (const account of accounts) {
      const open = [...account.pools.values()].some(({ liquidation }) => liquidation !== undefined);
      if (open) state.open.add(account.id);
      else state.open.delete(account.id);
      ports.watch.commit(account);
    }
    await ports.accounts.save(accounts);
    this.reconcile(envelopes, accounts);
  }

  /** I-1: what an aggregate holds is what its movements booked, entry by entry. */
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
    invariant(held.eq(booked), 'I-1', `the ledger and an aggregate disagree on ${asset}`, {
      held: text(held),
      booked: text(booked),
    });
  }

  /** Takes envelopes that are already on the tape; used by replay. */
  async replay(envelopes: readonly Envelope[]): Promise<void> {
    const touched = new Map<string, Account>();
    for (const envelope of envelopes) {
      this.state.now = envelope.at;
      const { event } = envelope;
      const id = accountOf(event);
      if (id !== undefined) {
        const before = touched.get(id) ?? (await this.ports.accounts.load([id]))[0];
        touched.set(id, evolve(before ?? newAccount(id), event as AccountEvent));
      }
    }
    await this.apply(envelopes, [...touched.values()]);
  }
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
    case 'insurance-fund':
      return state.funds.get(asset)?.balance ?? ZERO;
    default:
      return undefined;
  }
}
