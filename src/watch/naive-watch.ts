import { compareIds, type Account } from '../../domain/index.js';
import type { Moved, Watch } from '../ports/ports.js';

/**
 * Names every account that holds a position in an instrument that moved, and every account with
 * positions when a rate moved. The reference that any faster watch must agree with.
 */
export class NaiveWatch implements Watch {
  private readonly holders = new Map<string, Set<string>>();
  private readonly held = new Map<string, ReadonlySet<string>>();

  commit(account: Account): void {
    const instruments = instrumentsOf(account);
    for (const id of this.held.get(account.id) ?? []) {
      if (!instruments.has(id)) this.holders.get(id)?.delete(account.id);
    }
    for (const id of instruments) {
      this.holders.set(id, (this.holders.get(id) ?? new Set()).add(account.id));
    }
    if (instruments.size > 0) this.held.set(account.id, instruments);
    else this.held.delete(account.id);
  }

  candidates({ instruments, assets }: Moved): readonly string[] {
    if (assets.length > 0) return [...this.held.keys()].sort(compareIds);
    const found = new Set<string>();
    for (const id of instruments)
      for (const holder of this.holders.get(id) ?? []) found.add(holder);
    return [...found].sort(compareIds);
  }
}

function instrumentsOf(account: Account): ReadonlySet<string> {
  const instruments = new Set<string>();
  for (const pool of account.pools.values()) {
    for (const { instrument } of pool.positions.values()) instruments.add(instrument);
  }
  return instruments;
}
