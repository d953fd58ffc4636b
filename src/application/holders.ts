import { compareIds, type Account } from '../../domain/index.js';

/** Who holds a position, and in which instruments; exact at every moment. */
export class Holders {
  private readonly byInstrument = new Map<string, Set<string>>();
  private readonly held = new Map<string, readonly string[]>();

  /** Takes an account as it stands. */
  commit(account: Account): void {
    const { id } = account;
    const instruments = instrumentsOf(account);
    for (const instrument of this.held.get(id) ?? []) {
      if (!instruments.includes(instrument)) this.byInstrument.get(instrument)?.delete(id);
    }
    for (const instrument of instruments) {
      const holders = this.byInstrument.get(instrument);
      if (holders === undefined) this.byInstrument.set(instrument, new Set([id]));
      else holders.add(id);
    }
    if (instruments.length > 0) this.held.set(id, instruments);
    else this.held.delete(id);
  }

  /** Accounts with a position in one of the instruments, in the order of their ids. */
  of(instruments: Iterable<string>): readonly string[] {
    const found = new Set<string>();
    for (const instrument of instruments) {
      for (const id of this.byInstrument.get(instrument) ?? []) found.add(id);
    }
    return [...found].sort(compareIds);
  }

  /** What an account holds; nothing where it has no position. */
  heldBy(account: string): readonly string[] {
    return this.held.get(account) ?? [];
  }
}

function instrumentsOf({ pools }: Account): readonly string[] {
  const instruments = new Set<string>();
  for (const { positions } of pools.values()) {
    for (const { instrument } of positions.values()) instruments.add(instrument);
  }
  return [...instruments];
}
