import { AccountNames } from './account-names.js';
import { IntColumn } from './int-column.js';
import { NameIndex } from './name-index.js';

/** How an account stood when it was named: watched, hot already, or named in the same batch. */
export const FIRST_NAMED = 0;
export const HOT_BEFORE = 1;
export const NAMED_BEFORE = 2;
export type Naming = typeof FIRST_NAMED | typeof HOT_BEFORE | typeof NAMED_BEFORE;

/** Accounts by a small number. Nothing is ever copied whole when it grows. */
export class AccountNumbers {
  /**
   * What is watched of an account, as a chain: the first row plus one, then behind the last row
   * the first trigger plus one, as its negative; 0: the end.
   */
  readonly first = new IntColumn();
  size = 0;
  /** Twice the batch in which it was named last, and one more while it is hot. */
  private readonly naming = new IntColumn();
  private readonly names = new AccountNames();
  private readonly numbers = new NameIndex((account, name) => this.names.is(account, name));
  private readonly spare: number[] = [];
  private end = 0;

  find(name: string): number | undefined {
    return this.numbers.find(name);
  }

  nameOf(account: number): string {
    return this.names.of(account);
  }

  /** A number for an account that has none. */
  add(name: string): number {
    let account = this.spare.pop();
    if (account === undefined) {
      account = this.end;
      this.end += 1;
      this.first.reach(account);
      this.naming.reach(account);
    }
    this.size += 1;
    this.names.put(account, name);
    this.numbers.add(name, account);
    this.first.set(account, 0);
    this.naming.set(account, 0);
    return account;
  }

  free(account: number): void {
    this.numbers.remove(this.names.of(account), account);
    this.names.free(account);
    this.size -= 1;
    this.spare.push(account);
  }

  /** True from when it was named until it is committed anew. */
  isHot(account: number): boolean {
    return (this.naming.get(account) & 1) === 1;
  }

  setHot(account: number, hot: boolean): void {
    this.naming.set(account, (this.naming.get(account) & ~1) | (hot ? 1 : 0));
  }

  /** Forgets when accounts were named, but not which of them are hot. */
  forgetBatches(): void {
    for (const chunk of this.naming.chunks) {
      for (let at = 0; at < chunk.length; at += 1) chunk[at]! &= 1;
    }
  }

  /** Makes an account hot and named in a batch; tells how it stood before. */
  nameIn(account: number, batch: number): Naming {
    const { naming } = this;
    const before = naming.get(account);
    if (before >> 1 === batch) return NAMED_BEFORE;
    naming.set(account, (batch << 1) | 1);
    return (before & 1) as Naming;
  }
}
