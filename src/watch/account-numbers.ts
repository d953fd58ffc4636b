import { IntColumn } from './int-column.js';

const MAPS = 256;
const BITS = 14;
const MASK = (1 << BITS) - 1;

/**
 * Accounts by a small number. The names are spread over many maps and arrays, so that none is ever
 * copied whole when it grows.
 */
export class AccountNumbers {
  /** The first row of an account plus one; 0: none. */
  readonly firstRow = new IntColumn();
  /** The batch in which it was named last. */
  readonly namedIn = new IntColumn();
  /** 1 from when it was named until it is committed anew. */
  readonly named = new IntColumn();
  size = 0;
  private readonly names: (string | undefined)[][] = [];
  private readonly byName: Map<string, number>[] = Array.from(
    { length: MAPS },
    () => new Map<string, number>(),
  );
  private readonly spare: number[] = [];
  private end = 0;

  find(name: string): number | undefined {
    return this.byName[mapOf(name)]!.get(name);
  }

  nameOf(account: number): string {
    return this.names[account >>> BITS]![account & MASK]!;
  }

  /** A number for an account that has none. */
  add(name: string): number {
    let account = this.spare.pop();
    if (account === undefined) {
      account = this.end;
      this.end += 1;
      if (account >>> BITS === this.names.length) this.names.push([]);
      this.firstRow.reach(account);
      this.namedIn.reach(account);
      this.named.reach(account);
    }
    this.size += 1;
    this.names[account >>> BITS]![account & MASK] = name;
    this.byName[mapOf(name)]!.set(name, account);
    this.firstRow.set(account, 0);
    this.namedIn.set(account, 0);
    this.named.set(account, 0);
    return account;
  }

  free(account: number): void {
    const name = this.nameOf(account);
    this.byName[mapOf(name)]!.delete(name);
    this.names[account >>> BITS]![account & MASK] = undefined;
    this.size -= 1;
    this.spare.push(account);
  }
}

/** The last letters tell names apart best. */
function mapOf(name: string): number {
  let hash = name.length;
  for (let at = Math.max(0, name.length - 4); at < name.length; at += 1) {
    hash = (hash * 31 + name.charCodeAt(at)) | 0;
  }
  return hash & (MAPS - 1);
}
