import { FileJournal } from '../adapters/file-journal.js';
import { FixedClock } from '../adapters/fixed-clock.js';
import { PlimsollContainer, partsModule } from '../di/index.js';
import { EXIT, UsageError, printJson, type Terminal } from './terminal.js';
import { asUsage } from './usage.js';

/** `plimsoll rebuild`: replays a tape from nothing and prints the hash of the state it leads to. */
export async function rebuild(
  terminal: Terminal,
  events: string,
  { json = false }: { json?: boolean },
): Promise<number> {
  const journal = new FileJournal(events);
  const parts = partsModule({ journal, clock: new FixedClock() });
  const engine = new PlimsollContainer(parts).engine();
  await engine.restore().catch((problem: unknown) => {
    throw asUsage(problem);
  });
  const stateHash = await engine.stateHash();
  const accounts = (await engine.accountIds()).length;
  if (accounts === 0) throw new UsageError(`${events}: no account on the tape`);
  if (json) printJson(terminal, { stateHash, accounts });
  else terminal.out(`${accounts} accounts, state hash ${stateHash}`);
  return EXIT.ok;
}
