import { Dec, text } from '../../domain/index.js';
import type { BookAccount, BookPosition } from './book-format.js';
import type { Book } from './read-book.js';
import type { MarketSetup } from './market-setup.js';

/**
 * A book of linear positions under terms that list some instruments as inverse: there a position
 * becomes as many contracts of one unit of the quote asset as it was worth when it was entered, and
 * isolated margin the same value in the base asset (18 decimals, down). The rest stays as it is.
 */
export function sameExposure(book: Book, { instruments }: MarketSetup): Book {
  const inverse = new Set(instruments.filter(({ kind }) => kind === 'inverse').map(({ id }) => id));
  if (inverse.size === 0) return book;
  const convert = (position: BookPosition): BookPosition =>
    inverse.has(position.instrument) ? inContracts(position) : position;
  const accounts = async function* (): AsyncGenerator<BookAccount> {
    for await (const account of book.accounts()) {
      yield { ...account, positions: account.positions.map(convert) };
    }
  };
  return { ...book, accounts };
}

function inContracts(position: BookPosition): BookPosition {
  const { quantity, entry, margin } = position;
  const contracts = Dec.max(1, new Dec(quantity).times(entry).toFixed(0, 'half-up'));
  const held =
    margin === undefined ? {} : { margin: new Dec(margin).div(entry).toFixed(18, 'down') };
  return { ...position, quantity: text(contracts), ...held };
}
