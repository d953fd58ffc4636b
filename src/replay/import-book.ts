import type { Rejection } from '../../domain/index.js';
import type { Answer } from '../application/answer.js';
import type { Command } from '../application/commands.js';
import type { ImportWatcher } from '../application/engine-parts.js';
import type { MarginEngine } from '../application/margin-engine.js';
import { refusalLine } from '../application/refusal-text.js';
import type { BookAccount } from './book-format.js';
import type { Book } from './read-book.js';
import { ReplayError } from './replay-error.js';

/** How many commands are appended at once; few enough to be garbage while they are young. */
const BATCH = 1_000;

/** Whoever wants to know how the import of a book gets on. */
export interface BookWatcher extends Omit<ImportWatcher, 'answered'> {
  /** Told accounts that are in and, until all of the book is judged, stay as they are. */
  readonly imported?: (accounts: ReadonlySet<string>) => Promise<void>;
}

/**
 * Imports a book in batches and has it judged once, after the last of them.
 * @throws ReplayError naming the first account that is refused
 */
export async function importBook(
  engine: MarginEngine,
  book: Book,
  { imported, ...watcher }: BookWatcher,
): Promise<void> {
  let owners: readonly string[] = [];
  const batches = async function* (): AsyncGenerator<readonly Command[]> {
    let commands: Command[] = [];
    const flushed = (): readonly Command[] => {
      const batch = commands;
      owners = batch.map((command) => ('account' in command ? command.account : ''));
      commands = [];
      return batch;
    };
    for await (const account of book.accounts()) {
      commands.push(...commandsFor(account));
      if (commands.length < BATCH) continue;
      yield flushed();
      await imported?.(new Set(owners));
    }
    yield flushed();
    await imported?.(new Set(owners));
  };
  await engine.importBatches(batches(), {
    ...watcher,
    answered: (answers) => {
      demandAccepted(answers, (index) => `account ${owners[index] ?? ''} of the book`);
    },
  });
}

function* commandsFor(account: BookAccount): Generator<Command> {
  for (const { asset, amount } of account.balances) {
    yield { type: 'deposit', account: account.account, asset, amount };
  }
  for (const position of account.positions) {
    yield { type: 'book', account: account.account, ...position };
  }
}

/** @throws ReplayError with the first refusal, and the field, figure and limit it names */
export function demandAccepted(
  answers: readonly Answer[],
  what: (index: number, refused: Rejection) => string,
): void {
  answers.forEach((answer, index) => {
    if (answer.ok) return;
    const { error } = answer;
    throw new ReplayError(`${what(index, error)} was refused: ${refusalLine(error)}`);
  });
}
