import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { Ajv } from 'ajv';
import {
  decimal,
  listOf,
  mapOf,
  mode,
  name,
  oneOf,
  record,
  side,
} from '../scenario/schema-parts.js';
import { assetSchema } from '../scenario/schema-terms.js';
import { BadRows } from '../adapters/market-files/bad-rows.js';
import { openText } from '../adapters/market-files/open-text.js';
import type { BookAccount, BookHeader } from './book-format.js';

const ajv = new Ajv({ strict: false });
const isHeader = ajv.compile<BookHeader>({
  type: 'object',
  required: ['book', 'settlement'],
  properties: {
    book: oneOf(1),
    settlement: name,
    assets: listOf(assetSchema),
    lots: mapOf(decimal),
  },
});
const isAccount = ajv.compile<BookAccount>(
  record({
    account: name,
    balances: listOf(record({ asset: name, amount: decimal })),
    positions: listOf(
      record({
        instrument: name,
        side,
        quantity: decimal,
        entry: decimal,
        mode,
        leverage: decimal,
        'margin?': decimal,
      }),
    ),
  }),
);

/** A book of accounts. They are read from its file whenever they are gone through, and not kept. */
export interface Book {
  readonly header: BookHeader;
  /** How many accounts there are. */
  readonly size: number;
  /** How many balances and positions they have together. */
  readonly entries: number;
  accounts(): AsyncIterable<BookAccount>;
}

/**
 * Looks through a book file (JSON lines, gzipped or not): a header, then one account per line.
 * @throws BadRows naming the line and what is wrong with it
 */
export async function readBook(path: string): Promise<Book> {
  const seen = new Set<string>();
  let header: BookHeader | undefined;
  let line = 0;
  let entries = 0;
  const bad = (detail: string): BadRows =>
    new BadRows(basename(path), [{ line, kind: 'columns', detail }]);
  for await (const text of linesOf(path)) {
    line += 1;
    if (text.trim() === '') continue;
    const document = parsed(text);
    if (header === undefined) {
      if (!isHeader(document)) throw bad(`no book header: ${ajv.errorsText(isHeader.errors)}`);
      header = document;
      continue;
    }
    if (!isAccount(document)) throw bad(ajv.errorsText(isAccount.errors));
    const { account, balances, positions } = document;
    if (seen.has(account)) throw bad(`the account ${account} stands twice`);
    seen.add(account);
    entries += balances.length + positions.length;
  }
  if (header === undefined || seen.size === 0) throw bad('no account in the book');
  return { header, size: seen.size, entries, accounts: () => accountsIn(path) };
}

async function* linesOf(path: string): AsyncGenerator<string> {
  yield* createInterface({ input: await openText(path) });
}

/** The accounts of a file that was looked through before. */
async function* accountsIn(path: string): AsyncGenerator<BookAccount> {
  let header = true;
  for await (const text of linesOf(path)) {
    if (text.trim() === '') continue;
    if (!header) yield JSON.parse(text) as BookAccount;
    header = false;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
