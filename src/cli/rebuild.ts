import { FileJournal } from '../adapters/file-journal.js';
import { FixedClock } from '../adapters/fixed-clock.js';
import { PlimsollContainer, partsModule } from '../di/index.js';
import { openStore } from '../replay/replay-store.js';
import { progressBar } from './progress-bar.js';
import { EXIT, UsageError, printJson, type Terminal } from './terminal.js';
import { asUsage } from './usage.js';

/** Options of `rebuild`. */
export interface RebuildOptions {
  readonly store?: string;
  readonly json?: boolean;
}

/**
 * `plimsoll rebuild`: replays a tape and prints the hash of the state it leads to; accounts are
 * those of a store as far as it is whole, and come from nothing without one.
 */
export async function rebuild(
  terminal: Terminal,
  events: string,
  { store: folder, json = false }: RebuildOptions,
): Promise<number> {
  const journal = new FileJournal(events);
  try {
    const store = folder === undefined ? undefined : await openStore(folder);
    const clock = new FixedClock();
    const stored = store === undefined ? {} : { accounts: store.accounts };
    const engine = new PlimsollContainer(partsModule({ journal, clock, ...stored })).engine();
    const progress = progressBar(terminal);
    let total = 0;
    await engine.restore(
      undefined,
      store && {
        watched: (accounts, all) => {
          if (total === 0) progress.start('taking up accounts', (total = all));
          progress.advance(accounts);
        },
      },
    );
    progress.stop();
    const stateHash = await engine.stateHash();
    const accounts = (await engine.accountIds()).length;
    await store?.close();
    if (accounts === 0) throw new UsageError(`${events}: no account on the tape`);
    if (json) printJson(terminal, { stateHash, accounts });
    else terminal.out(`${accounts} accounts, state hash ${stateHash}`);
    return EXIT.ok;
  } catch (problem) {
    throw asUsage(problem);
  }
}
