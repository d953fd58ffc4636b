import {
  attempt,
  parseInstant,
  refuse,
  rejection,
  type Account,
  type ConfigurationTerms,
  type Instant,
  type Rejection,
  type Result,
} from '../../domain/index.js';
import type { AccountStore, Clock, Ids } from '../ports/ports.js';
import { parseCommand } from '../input/parse-command.js';
import type { Answer } from './answer.js';
import { CommandDecisions } from './command-decisions.js';
import type { Command } from './commands.js';
import type { Refusal } from './decided.js';
import { hashOf } from './hashing.js';
import type { Holders } from './holders.js';
import { refusalText } from './refusal-text.js';
import { schedulesDuring } from './schedule-decisions.js';
import { shapeRejection } from './shape-rejection.js';
import { StagedAccounts } from './staged-accounts.js';
import type { EngineState } from './state.js';
import { notesOf, type TapeEvent } from './tape.js';
import type { Cause, Step, UnitOfWork } from './unit-of-work.js';
import type { Watching } from './watching.js';

interface Parts {
  readonly state: EngineState;
  readonly accounts: AccountStore;
  readonly holders: Holders;
  readonly watching: Watching;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly unit: UnitOfWork;
  /** The configuration that is set with the first command. */
  readonly start: ConfigurationTerms | undefined;
}

/** What became of one command. */
interface Outcome {
  readonly answer: Answer;
  readonly touched: readonly string[];
  readonly cause: Cause;
}

/** A command that was answered at once, or what it decided. */
type Admitted = { readonly answer: Answer; readonly cause: Cause } | Accepted;

interface Accepted {
  readonly step: Step;
  readonly accounts: readonly Account[];
  readonly touched: readonly string[];
  /** The answer where it is not that the command is accepted. */
  readonly refused?: Answer;
}

/** Takes commands in: reads them, answers repeated ones, decides the others and commits them. */
export class CommandDesk {
  private readonly decisions: CommandDecisions;

  constructor(private readonly parts: Parts) {
    this.decisions = new CommandDecisions(parts);
  }

  /** One command: decided, appended, applied. */
  async carryOut(shape: unknown): Promise<Outcome> {
    await this.begin(shape);
    const { state } = this.parts;
    const before = state.now;
    const admitted = await this.admit(shape, this.decisions, 0);
    if ('answer' in admitted) return { ...admitted, touched: [] };
    const { step, accounts, touched, refused } = admitted;
    const sequence = state.sequence + 1;
    try {
      await this.parts.unit.commitTogether([step], accounts);
    } catch (problem) {
      state.now = before;
      throw problem;
    }
    return {
      answer: refused ?? accepted(step, sequence),
      touched: this.concerned([step], touched),
      cause: step.cause,
    };
  }

  /**
   * Sets the configuration that the engine was made with, at the time of the first command, so that
   * the tape is complete. A first command that sets another one takes its place.
   */
  private async begin(first: unknown): Promise<void> {
    const { state, start } = this.parts;
    if (start === undefined || state.sequence > 0) return;
    const parsed = parseCommand(first);
    if (!parsed.ok || parsed.command.type === 'setConfiguration') return;
    const { at } = parsed.command;
    if (!this.instantOf(at).ok) return;
    const time = at === undefined ? {} : { at };
    const set = { type: 'setConfiguration', configuration: start, ...time } as const;
    const { answer } = await this.carryOut(set);
    if (answer.ok) return;
    throw new Error(
      `the configuration the engine starts with is refused: ${refusalText(answer.error)}`,
    );
  }

  /** Several commands of accounts: all that are accepted are appended at once, or none is. */
  async carryOutTogether(
    shapes: readonly unknown[],
    progress?: (done: number) => void,
  ): Promise<{ answers: Answer[]; touched: readonly string[]; cause: Cause }> {
    await this.begin(shapes[0]);
    const { state, accounts, holders } = this.parts;
    const before = state.now;
    const staged = new StagedAccounts(accounts);
    const decisions = new CommandDecisions({ state, accounts: staged, holders });
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
        answers.push(admitted.refused ?? accepted(admitted.step, state.sequence + events + 1));
        steps.push(admitted.step);
        events += admitted.step.events.length;
        for (const id of admitted.touched) touched.add(id);
      }
      progress?.(answers.length);
    }
    try {
      await this.parts.unit.commitTogether(steps, staged.changed());
    } catch (problem) {
      state.now = before;
      throw problem;
    }
    const cause = steps.at(-1)?.cause ?? { command: '', body: '' };
    return { answers, touched: this.concerned(steps, [...touched]), cause };
  }

  /** Whom steps on the tape concern: accounts they touched, and those that prices may have. */
  private concerned(steps: readonly Step[], touched: readonly string[]): readonly string[] {
    const { watching } = this.parts;
    watching.doubt(touched);
    const moved = steps.flatMap(({ events }) => watching.moved(events));
    return moved.length === 0 ? touched : [...touched, ...moved];
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
    const refused = ({ refused: prices, ...error }: Refusal) => ({
      answer: { ok: false as const, error, ...(prices === undefined ? {} : { refused: prices }) },
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
    const decided = await decisions.of(command).catch((problem: unknown) => {
      state.now = before;
      throw problem;
    });
    if (!decided.ok) {
      state.now = before;
      return refused(decided.error);
    }
    const { events, accounts, touched, refused: error } = decided.value;
    if (error !== undefined) {
      // No body, so that the id is not recorded as that of an accepted command.
      const step = { cause: { command: cause.command, body: '' }, at: now.value, events };
      return this.withSchedules(before, { step, accounts, touched, refused: { ok: false, error } });
    }
    if (command.id !== undefined) named?.add(command.id);
    // A command that only moved the time must be on the tape too, or a replay would lag behind.
    const untold = events.length === 0 && (command.id !== undefined || now.value !== before);
    const recorded: readonly TapeEvent[] = untold ? [{ type: 'CommandAccepted' }] : events;
    return this.withSchedules(before, {
      step: { cause, at: now.value, events: recorded },
      accounts,
      touched,
    });
  }

  /** Adds the schedules that took force as time went on, and whoever holds their instruments. */
  private withSchedules(before: Instant, admitted: Accepted): Accepted {
    const { step, touched } = admitted;
    const changes = schedulesDuring(this.parts.state, before, step.at);
    if (changes.length === 0) return admitted;
    const instruments = changes.map(({ instrument }) => instrument);
    return {
      ...admitted,
      step: { ...step, events: [...changes, ...step.events] },
      touched: [...touched, ...this.parts.holders.of(instruments)],
    };
  }

  private knownInImport({ id }: Command, named: Set<string> | undefined): Answer | undefined {
    if (id === undefined || named?.has(id) !== true) return undefined;
    const message = `the command id ${id} stands twice in the import`;
    return { ok: false, error: rejection('command.conflict', message, { field: 'id' }) };
  }

  private causeOf(command: Command, pending: number): Cause {
    if (command.id === undefined) {
      const { ids, state } = this.parts;
      return { command: ids.command(state.sequence + pending + 1), body: '' };
    }
    const { id, ...body } = command;
    return { command: id, body: hashOf(body) };
  }

  /** The recorded answer of a repeated command, or the refusal of a changed one. */
  private known(command: Command, cause: Cause): Answer | undefined {
    const recorded = this.parts.state.answers.get(cause.command);
    if (command.id === undefined || recorded === undefined) return undefined;
    const { body, ...rest } = recorded;
    if (body === cause.body) return { ok: true, command: command.id, repeated: true, ...rest };
    const message = `the command id ${command.id} was used for another command`;
    return { ok: false, error: rejection('command.conflict', message, { field: 'id' }) };
  }

  /** The instant of a step: as named, else the clock's; never before the last one. */
  instantOf(at: string | undefined): Result<Instant, Rejection> {
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
}

function accepted({ cause, events }: Step, sequence: number): Answer {
  const notes = notesOf(events[0]);
  return { ok: true, command: cause.command, sequence, repeated: false, ...notes };
}

function notOfAccount({ type }: Command): Rejection {
  return rejection('input.invalid', 'an import holds commands of accounts only', {
    field: '$.type',
    figure: type,
  });
}
