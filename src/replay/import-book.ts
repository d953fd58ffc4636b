import type { Answer } from '../application/answer.js';
import type { Command } from '../application/commands.js';
import type { ImportWatcher } from '../application/engine-parts.js';
import type { MarginEngine } from '../application/margin-engine.js';
import { refusalLine } from '../application/refusal-text.js';
import type { BookAccount } from './book-format.js';
import type { Book } from './read-book.js';
import { ReplayError } from './replay-error.js';

/** Imports a book at once. @throws ReplayError naming the first account that is refused */
export async function importBook(
  engine: MarginEngine,
  book: Book,
  watcher: ImportWatcher,
): Promise<void> {
  const commands: Command[] = [];
  const owners: string[] = [];
  for (const account of book.accounts) {
    for (const command of commandsFor(account)) {
      commands.push(command);
      owners.push(account.account);
    }
  }
  const answers = await engine.import(commands, watcher);
  demandAccepted(answers, (index) => `account ${owners[index] ?? ''} of the book`);
}

function* commandsFor(account: BookAccount): Generator<Command> {
  for (const { asset, amount } of account.balances) {
    yield { type: 'deposit', account: account.account, asset, amount };
  }
  for (const position of account.positions) {
    yield { type: 'book', account: account.account, ...position };
  }
}

/** @throws ReplayError with the first refusal */
export function demandAccepted(answers: readonly Answer[], what: (index: number) => string): void {
  answers.forEach((answer, index) => {
    if (answer.ok) return;
    throw new ReplayError(`${what(index)} was refused: ${refusalLine(answer.error)}`);
  });
}
