import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DurableFileJournal } from '../../src/adapters/durable-file-journal.js';
import { FileJournal } from '../../src/adapters/file-journal.js';
import type { Envelope, Journal } from '../../src/ports/ports.js';
import { busyWorld } from '../support/busy-world.js';
import { newFolder } from '../support/stores.js';

async function all(envelopes: AsyncIterable<Envelope>): Promise<Envelope[]> {
  const found: Envelope[] = [];
  for await (const envelope of envelopes) found.push(envelope);
  return found;
}

describe('a tape in a file', () => {
  let folder: string;
  let path: string;
  let tape: readonly Envelope[];

  beforeAll(async () => {
    ({
      journal: { envelopes: tape },
    } = await busyWorld());
  });
  beforeEach(async () => {
    folder = await newFolder();
    path = join(folder, 'events.jsonl');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const KINDS: readonly (readonly [string, () => Journal & { close(): Promise<void> }])[] = [
    ['of a run', () => new FileJournal(path)],
    ['that lasts', () => new DurableFileJournal(path)],
  ];

  it.each(KINDS)('%s is read from any sequence on', async (_, journalOf) => {
    const journal = journalOf();
    await journal.append(tape.slice(0, 5));
    await journal.append(tape.slice(5));
    await journal.close();
    const again = journalOf();
    expect(await all(again.read())).toEqual(tape);
    for (const from of [1, 2, 7, tape.length, tape.length + 1]) {
      expect(await all(again.read(from))).toEqual(tape.slice(from - 1));
    }
    await again.close();
  });

  it('is read about some accounts: their events, and those of no account', async () => {
    const journal = new FileJournal(path);
    await journal.append(tape);
    await journal.close();
    for (const accounts of [['bob'], ['carol', 'dave'], ['bo'], []]) {
      const about = tape.filter(
        ({ event }) => !('account' in event) || accounts.includes(event.account),
      );
      expect(await all(journal.readAbout(accounts))).toEqual(about);
    }
  });

  it('that lasts goes on where it ends, and cuts off a line that a crash tore', async () => {
    const journal = new DurableFileJournal(path);
    await journal.append(tape.slice(0, 4));
    await journal.close();
    const whole = await readFile(path, 'utf8');
    const next = `${JSON.stringify(tape[4])}\n`;
    for (const torn of ['{', next.slice(0, -1), 'x'.repeat(200_000)]) {
      await writeFile(path, whole + torn);
      const again = new DurableFileJournal(path);
      expect(await all(again.read())).toEqual(tape.slice(0, 4));
      await again.append(tape.slice(4, 6));
      await again.append(tape.slice(6, 7));
      await again.close();
      expect(await all(new DurableFileJournal(path).read())).toEqual(tape.slice(0, 7));
    }
    await writeFile(path, next.slice(0, 40));
    expect(await all(new DurableFileJournal(path).read())).toEqual([]);
  });

  it('that lasts refuses a line in its midst that is no event', async () => {
    const journal = new DurableFileJournal(path);
    await journal.append(tape.slice(0, 2));
    await appendFile(path, 'torn\n');
    await journal.close();
    const read = all(new DurableFileJournal(path).read());
    await expect(read).rejects.toThrow('line 3 is no event, or torn');
  });

  it('that lasts fails with a PortFailure where it cannot be written', async () => {
    const journal = new DurableFileJournal(join(folder, 'no', 'such', 'folder.jsonl'));
    const refused = { name: 'PortFailure', port: 'journal', retryable: true };
    await expect(journal.append(tape.slice(0, 1))).rejects.toMatchObject(refused);
    await expect(all(journal.read())).rejects.toMatchObject(refused);
  });
});
