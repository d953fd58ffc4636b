import {
  acceptMark,
  attempt,
  compareIds,
  decideReview,
  err,
  instrumentIn,
  parseInstant,
  refuse,
  rejection,
  text,
  type Account,
  type Instant,
  type Market,
  type Rejection,
  type Result,
} from '../../domain/index.js';
import type {
  AccountStore,
  Clock,
  Envelope,
  EventSink,
  Journal,
  Venue,
  Watch,
} from '../ports/ports.js';
import { parseCommand } from '../input/parse-command.js';
import type { InvalidInput } from '../input/invalid-input.js';
import { CommandDecisions } from './command-decisions.js';
import type { Command } from './commands.js';
import { hashOf } from './hashing.js';
import { LiquidationRunner } from './liquidation-runner.js';
import { answer, type Query, type Replies } from './queries.js';
import { WorkQueue } from './queue.js';
import { readDecimal } from './read-command.js';
import { loadSnapshot, takeSnapshot, type Snapshot } from './snapshot.js';
import type { EngineState } from './state.js';
import type { TapeEvent } from './tape.js';
import { StagedAccounts } from './staged-accounts.js';
import { UnitOfWork, type Cause, type Step } from './unit-of-work.js';

/** What the engine is built from; every part is a DI binding. */
export interface EngineParts {
  readonly state: EngineState;
  readonly accounts: AccountStore;
  readonly journal: Journal;
  readonly sink: EventSink;
  readonly watch: Watch;
  readonly venue: Venue;
  readonly clock: Clock;
}

/** The answer to a command: accepted, or refused with the reason. */
export type Answer =
  | {
      readonly ok: true;
      /** The id the command was recorded under, and the sequence of its first event. */
      readonly command: string;
      readonly sequence: number;
      /** True when the same id with the same body had been accepted before. */
      readonly repeated: boolean;
    }
  | {
      readonly ok: false;
      readonly error: Rejection;
      /** Every problem of the shape, when that is what was wrong. */
      readonly problems?: readonly InvalidInput[];
    };

/** What a batch of marks did: refused marks keep the last good one. */
export interface MarksAnswer {
  readonly refused: readonly { readonly instrument: string; readonly error: Rejection }[];
}

/** What became of one command. */
interface Outcome {
  readonly answer: Answer;
  readonly touched: readonly string[];
  readonly cause: Cause;
}

/** A command that was answered at once, or what it decided. */
type Admitted =
  | { readonly answer: Answer; readonly cause: Cause }
  | {
      readonly step: Step;
      readonly accounts: readonly Account[];
      readonly touched: readonly string[];
    };

/**
 * The facade an embedder holds. Commands run one at a time in arrival order; each is decided,
 * appended, applied and then judged: alerts, margin calls, and the liquidations it causes.
 */
export class MarginEngine {
  private readonly queue = new WorkQueue();
  private readonly unit: UnitOfWork;
  private readonly runner: LiquidationRunner;
  private readonly decisions: CommandDecisions;

  constructor(private readonly parts: EngineParts) {
    const { state, accounts, journal, sink, watch, venue } = parts;
    this.decisions = new CommandDecisions({ state, accounts, watch });
    this.unit = new UnitOfWork(state, { accounts, journal, sink, watch });
    this.runner = new LiquidationRunner({
      state,
      unit: this.unit,
      accounts,
      venue,
      queue: this.queue,
    });
  }

  /** Prices, terms and policies as they stand. */
  get market(): Market {
    return this.parts.state.market;
  }

  /**
   * Carries out one command. A refusal is a value and changes nothing.
   * @throws PortFailure when the journal failed; then nothing has happened
   */
  async handle(command: Command): Promise<Answer> {
    const [answer] = await this.handleTogether([command]);
    return answer!;
  }

  /**
   * Imports existing positions and balances: commands of accounts that are appended at once, or not
   * at all, and judged once, after the last of them. A refused member refuses only itself.
   * `progress` is told how many are decided.
   * @throws PortFailure when the journal failed; then nothing has happened
   */
  async import(commands: readonly Command[], progress?: (done: number) => void): Promise<Answer[]> {
    const { answers, touched, cause } = await this.queue.run(() =>
      this.carryOutTogether(commands, progress),
    );
    if (touched.length > 0) await this.judge(touched, cause);
    return answers;
  }

  /** Carries out several commands one after the other and judges once, after the last of them. */
  async handleTogether(commands: readonly Command[]): Promise<Answer[]> {
    const touched = new Set<string>();
    let cause: Cause = { command: '', body: '' };
    const answers: Answer[] = [];
    for (const command of commands) {
      const outcome = await this.queue.run(() => this.carryOut(command));
      answers.push(outcome.answer);
      for (const id of outcome.touched) touched.add(id);
      if (outcome.answer.ok) cause = outcome.cause;
    }
    const happened = answers.some((answer) => answer.ok && !answer.repeated);
    if (happened) await this.judge([...touched], cause);
    return answers;
  }

  /**
   * Takes a batch of marks and judges it once, after all of them are in. A mark that is refused
   * leaves the last good one in place and does not stop the others.
   */
  async onMarks(
    marks: Readonly<Record<string, string>>,
    at?: string,
    rates: Readonly<Record<string, string>> = {},
  ): Promise<MarksAnswer> {
    const refused: { instrument: string; error: Rejection }[] = [];
    const good: Record<string, string> = {};
    const now = this.instantOf(at);
    if (!now.ok) return { refused: [{ instrument: '', error: now.error }] };
    for (const [instrument, price] of Object.entries(marks)) {
      const read = this.readMark(instrument, price, now.value);
      if (read.ok) good[instrument] = price;
      else refused.push({ instrument, error: read.error });
    }
    const time = at === undefined ? {} : { at };
    const answer = await this.handle({ type: 'mark', marks: good, rates, ...time });
    if (!answer.ok) refused.push({ instrument: '', error: answer.error });
    return { refused };
  }

  /** An account as it stands. */
  async account(id: string): Promise<Account | undefined> {
    return (await this.parts.accounts.load([id]))[0];
  }

  /**
   * Answers a question about an account: all figures of a pool or a position, the largest quantity
   * that would open, or why a figure is what it is. A refusal names what there is not.
   */
  async query<Q extends Query>(question: Q): Promise<Result<Replies[Q['ask']], Rejection>> {
    const account = await this.account(question.account);
    if (account === undefined) {
      const message = `there is no account ${question.account}`;
      return err(rejection('account.unknown', message, { field: 'account' }));
    }
    const tape: Envelope[] = [];
    if (question.ask === 'explain') {
      for await (const envelope of this.parts.journal.read()) tape.push(envelope);
    }
    return answer(question, account, this.parts.state.context, tape);
  }

  /** Ids of all accounts, in the engine's order. */
  async accountIds(): Promise<readonly string[]> {
    return this.parts.accounts.ids();
  }

  /** The insurance fund's balance of an asset, as a decimal string. */
  fundBalance(asset: string): string {
    const fund = this.parts.state.funds.get(asset);
    return fund === undefined ? '0' : text(fund.balance);
  }

  /** Why open cases wait for the venue, by order id. */
  get venueFailures(): ReadonlyMap<string, string> {
    return this.runner.failures;
  }

  /** The state as it stands, to restore from instead of the whole tape. */
  snapshot(): Promise<Snapshot> {
    const { state, accounts } = this.parts;
    return this.queue.run(() => takeSnapshot(state, accounts));
  }

  /** SHA-256 over the canonical JSON of everything that decides what happens next. */
  async stateHash(): Promise<string> {
    const { state, accounts } = this.parts;
    const all = await accounts.load(await accounts.ids());
    return hashOf({
      accounts: all.filter((account) => account !== undefined),
      answers: state.answers,
      configuration: state.configuration.terms,
      funds: state.funds,
      instruments: [...state.instruments.values()].map(({ terms }) => terms),
      ledger: state.ledger,
      marks: state.marks,
      now: state.now,
      rates: state.rates,
      sequence: state.sequence,
    });
  }

  /**
   * Rebuilds the state from the tape, or from a snapshot and the rest of the tape. Nothing is
   * decided and nothing is asked of the venue; a `retry` afterwards judges every holder and takes
   * up whatever a crash interrupted.
   */
  async restore(snapshot?: Snapshot): Promise<void> {
    const { state, accounts, watch } = this.parts;
    if (snapshot !== undefined) await loadSnapshot(snapshot, state, accounts, watch);
    let batch: Parameters<UnitOfWork['replay']>[0][number][] = [];
    for await (const envelope of this.parts.journal.read(state.sequence + 1)) {
      batch.push(envelope);
      if (batch.length < 1000) continue;
      await this.unit.replay(batch);
      batch = [];
    }
    await this.unit.replay(batch);
  }

  /** One command: decided, appended, applied. */
  private async carryOut(shape: unknown): Promise<Outcome> {
    const { state } = this.parts;
    const before = state.now;
    const admitted = await this.admit(shape, this.decisions, 0);
    if ('answer' in admitted) return { ...admitted, touched: [] };
    const { step, accounts, touched } = admitted;
    const sequence = state.sequence + 1;
    try {
      await this.unit.commitTogether([step], accounts);
    } catch (problem) {
      state.now = before;
      throw problem;
    }
    return { answer: accepted(step, sequence), touched, cause: step.cause };
  }

  /** Several commands of accounts: all that are accepted are appended at once, or none is. */
  private async carryOutTogether(
    shapes: readonly unknown[],
    progress?: (done: number) => void,
  ): Promise<{ answers: Answer[]; touched: readonly string[]; cause: Cause }> {
    const { state, accounts, watch } = this.parts;
    const before = state.now;
    const staged = new StagedAccounts(accounts);
    const decisions = new CommandDecisions({ state, accounts: staged, watch });
    const answers: Answer[] = [];
    const steps: Step[] = [];
    const touched = new Set<string>();
    const named = new Set<string>();
    let events = 0;
    for (const shape of shapes) {
      const admitted = await this.admit(shape, decisions, events, named);
      if ('answer' in admitted) answers.push(admitted.answer);
      else {
        await staged.save(admitted.accounts);
        answers.push(accepted(admitted.step, state.sequence + events + 1));
        steps.push(admitted.step);
        events += admitted.step.events.length;
        for (const id of admitted.touched) touched.add(id);
      }
      progress?.(answers.length);
    }
    try {
      await this.unit.commitTogether(steps, staged.changed());
    } catch (problem) {
      state.now = before;
      throw problem;
    }
    const cause = steps.at(-1)?.cause ?? { command: '', body: '' };
    return { answers, touched: [...touched], cause };
  }

  /** Reads and decides a command. Only time moves, and only if the command is accepted. */
  private async admit(
    shape: unknown,
    decisions: CommandDecisions,
    pending: number,
    named?: Set<string>,
  ): Promise<Admitted> {
    const nobody = { command: '', body: '' };
    const parsed = parseCommand(shape);
    if (!parsed.ok) {
      const { problems } = parsed;
      return { answer: { ok: false, error: shapeRejection(problems), problems }, cause: nobody };
    }
    const { command } = parsed;
    const refused = (error: Rejection) => ({
      answer: { ok: false as const, error },
      cause: nobody,
    });
    const now = this.instantOf(command.at);
    if (!now.ok) return refused(now.error);
    if (named !== undefined && !('account' in command)) return refused(notOfAccount(command));
    const cause = this.causeOf(command, pending);
    const known = this.known(command, cause) ?? this.knownInImport(command, named);
    if (known !== undefined) return { answer: known, cause };
    const { state } = this.parts;
    const before = state.now;
    state.now = now.value;
    const decided = await decisions.of(command);
    if (!decided.ok) {
      state.now = before;
      return refused(decided.error);
    }
    if (command.id !== undefined) named?.add(command.id);
    const { events, accounts, touched } = decided.value;
    const recorded: readonly TapeEvent[] =
      events.length > 0 || command.id === undefined ? events : [{ type: 'CommandAccepted' }];
    return { step: { cause, at: now.value, events: recorded }, accounts, touched };
  }

  private knownInImport({ id }: Command, named: Set<string> | undefined): Answer | undefined {
    if (id === undefined || named?.has(id) !== true) return undefined;
    const message = `the command id ${id} stands twice in the import`;
    return { ok: false, error: rejection('command.conflict', message, { field: 'id' }) };
  }

  private causeOf(command: Command, pending: number): Cause {
    if (command.id === undefined) {
      return { command: `~${this.parts.state.sequence + pending + 1}`, body: '' };
    }
    const { id, ...body } = command;
    return { command: id, body: hashOf(body) };
  }

  /** The recorded answer of a repeated command, or the refusal of a changed one. */
  private known(command: Command, cause: Cause): Answer | undefined {
    const recorded = this.parts.state.answers.get(cause.command);
    if (command.id === undefined || recorded === undefined) return undefined;
    if (recorded.body === cause.body) {
      return { ok: true, command: command.id, sequence: recorded.sequence, repeated: true };
    }
    const message = `the command id ${command.id} was used for another command`;
    return { ok: false, error: rejection('command.conflict', message, { field: 'id' }) };
  }

  private instantOf(at: string | undefined): Result<Instant, Rejection> {
    return attempt(() => {
      const { state, clock } = this.parts;
      if (at === undefined) return clock.now() > state.now ? clock.now() : state.now;
      const parsed = parseInstant(at);
      if (!parsed.ok) refuse('input.invalid', `at must be ${parsed.error}`, { field: 'at' });
      if (parsed.value < state.now) {
        refuse('time.backwards', 'time never goes back', { field: 'at', figure: at });
      }
      return parsed.value;
    });
  }

  private readMark(instrument: string, price: string, at: Instant): Result<void, Rejection> {
    return attempt(() => {
      const { state } = this.parts;
      const terms = instrumentIn(state.market, instrument);
      const update = { price: readDecimal(`mark.${instrument}`, price), at };
      const accepted = acceptMark(terms, state.marks.get(instrument), update);
      if (!accepted.ok) refuse(accepted.error.code, accepted.error.message, accepted.error);
    });
  }

  /** Judges accounts in order of their ids: alerts and calls, then breached pools, in rounds. */
  private async judge(touched: readonly string[], cause: Cause): Promise<void> {
    const { state } = this.parts;
    let ids = [...new Set([...touched, ...state.open])].sort(compareIds);
    const worked = new Set<string>();
    for (let round = 0; ids.length > 0; round += 1) {
      const due = await this.queue.run(() => this.review(ids, cause));
      const fresh = due.filter(({ key }) => !worked.has(key));
      for (const { account, pool, key } of fresh) {
        worked.add(key);
        await this.runner.run(account, pool, cause);
      }
      ids = [...new Set(fresh.map(({ account }) => account))];
    }
  }

  private async review(
    ids: readonly string[],
    cause: Cause,
  ): Promise<{ account: string; pool: string; key: string }[]> {
    const { state, accounts } = this.parts;
    const { context } = state;
    const due: { account: string; pool: string; key: string }[] = [];
    for (const account of await accounts.load(ids)) {
      if (account === undefined) continue;
      const { events, next, due: pools } = decideReview(account, context);
      if (events.length > 0) await this.unit.commit(cause, events, [next]);
      for (const pool of pools) {
        due.push({ account: account.id, pool, key: JSON.stringify([account.id, pool]) });
      }
    }
    return due;
  }
}

function accepted({ cause }: Step, sequence: number): Answer {
  return { ok: true, command: cause.command, sequence, repeated: false };
}

function notOfAccount({ type }: Command): Rejection {
  return rejection('input.invalid', 'an import holds commands of accounts only', {
    field: '$.type',
    figure: type,
  });
}

function shapeRejection(problems: readonly InvalidInput[]): Rejection {
  const [first] = problems;
  const { path = '$', expected = '', received = '' } = first ?? {};
  return rejection('input.invalid', `${path}: expected ${expected}, got ${received}`, {
    field: path,
    figure: received,
    limit: expected,
  });
}
