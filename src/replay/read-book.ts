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

/** A book of accounts, read whole. */
export interface Book {
  readonly header: BookHeader;
  readonly accounts: readonly BookAccount[];
}

/**
 * Reads a book file (JSON lines, gzipped or not): a header, then one account per line.
 * @throws BadRows naming the line and what is wrong with it
 */
export async function readBook(path: string): Promise<Book> {
  const input = await openText(path);
  const accounts: BookAccount[] = [];
  const seen = new Set<string>();
  let header: BookHeader | undefined;
  let line = 0;
  const bad = (detail: string): BadRows =>
    new BadRows(basename(path), [{ line, kind: 'columns', detail }]);
  for await (const text of createInterface({ input })) {
    line += 1;
    if (text.trim() === '') continue;
    const document = parsed(text);
    if (header === undefined) {
      if (!isHeader(document)) throw bad(`no book header: ${ajv.errorsText(isHeader.errors)}`);
      header = document;
      continue;
    }
    if (!isAccount(document)) throw bad(ajv.errorsText(isAccount.errors));
    if (seen.has(document.account)) throw bad(`the account ${document.account} stands twice`);
    seen.add(document.account);
    accounts.push(document);
  }
  if (header === undefined || accounts.length === 0) throw bad('no account in the book');
  return { header, accounts };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
