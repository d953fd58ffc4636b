import type { FactorTable } from './factor-table.js';

/** Accounts that are named whenever a factor moves, whatever the move is. */
export class Followers {
  private readonly byFactor: (Set<number> | undefined)[] = [];
  private readonly followed = new Map<number, number[]>();

  constructor(private readonly factors: FactorTable) {}

  /** Adds an account to those of a factor that is held by somebody. */
  add(account: number, factor: number): void {
    const all = (this.byFactor[factor] ??= new Set());
    if (all.has(account)) return;
    all.add(account);
    this.factors.again(factor);
    const own = this.followed.get(account);
    if (own === undefined) this.followed.set(account, [factor]);
    else own.push(factor);
  }

  /** Takes an account out everywhere. */
  remove(account: number): void {
    const own = this.followed.get(account);
    if (own === undefined) return;
    this.followed.delete(account);
    for (const factor of own) {
      this.byFactor[factor]!.delete(account);
      if (this.byFactor[factor]!.size === 0) this.byFactor[factor] = undefined;
      this.factors.release(factor);
    }
  }

  of(factor: number): ReadonlySet<number> | undefined {
    return this.byFactor[factor];
  }
}
