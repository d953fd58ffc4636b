import type { ConfigurationTerms } from '../../domain/index.js';
import type { AccountStore, Clock, EventSink, Ids, Journal, Venue } from '../ports/ports.js';
import type { Watch } from '../ports/watch.js';
import type { Metrics } from '../ports/metrics.js';
import type { Answer } from './answer.js';
import type { Command } from './commands.js';
import type { Notifications } from './notifications.js';
import type { EngineState } from './state.js';

/** What the engine is built from; every part is a DI binding. */
export interface EngineParts {
  readonly state: EngineState;
  readonly accounts: AccountStore;
  readonly journal: Journal;
  readonly sink: EventSink;
  readonly watch: Watch;
  readonly venue: Venue;
  readonly clock: Clock;
  readonly notifications?: Notifications;
  readonly ids: Ids;
  readonly metrics: Metrics;
  /** Set with the first command, unless that sets another one. */
  readonly configuration?: ConfigurationTerms;
}

/** Commands of accounts to be imported, as many at a time as are appended at once. */
export type CommandBatches = Iterable<readonly Command[]> | AsyncIterable<readonly Command[]>;

/** Whoever wants to know how an import gets on. */
export interface ImportWatcher {
  /** Told how many commands are decided. */
  readonly decided?: (done: number) => void;
  /** Told the answers of a batch once it is appended; what it throws ends the import there. */
  readonly answered?: (answers: readonly Answer[]) => void;
  /** Told when everything is in and nothing has been judged yet. */
  readonly beforeJudging?: () => Promise<void>;
}

/** What a batch of marks may bring with it. */
export type MarksOptions = Omit<Extract<Command, { type: 'mark' }>, 'type' | 'marks' | 'partial'>;
