import { crc32 } from 'node:zlib';
import {
  accountFromRecord,
  accountRecord,
  type Account,
  type AccountRecord,
} from '../../../domain/index.js';
import { PortFailure } from '../../ports/port-failure.js';

/** The format of the lines; to be raised with any change of `AccountRecord` an older one misses. */
export const FORMAT = '1';

const SUM = 8;

/** An account as a line of text: eight digits of a checksum, then its record as JSON. */
export function toLine(account: Account): string {
  const record = JSON.stringify(accountRecord(account));
  return sumOf(record) + record;
}

/** The account that `toLine` wrote. @throws PortFailure when the line was altered since */
export function fromLine(id: string, line: string): Account {
  const record = line.slice(SUM);
  if (sumOf(record) !== line.slice(0, SUM)) {
    throw new PortFailure('accounts', `the record of ${id} is damaged`, false);
  }
  return accountFromRecord(JSON.parse(record) as AccountRecord);
}

function sumOf(record: string): string {
  return crc32(record).toString(16).padStart(SUM, '0');
}

/** UTF-16 with the high byte first, so that the order of bytes is the engine's order of ids. */
export function keyOf(id: string): Buffer {
  return Buffer.from(id, 'utf16le').swap16();
}

/** The id of a key. */
export function idOf(key: Uint8Array): string {
  return Buffer.from(key).swap16().toString('utf16le');
}
