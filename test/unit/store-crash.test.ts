import { spawn } from 'node:child_process';
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DurableFileJournal } from '../../src/adapters/durable-file-journal.js';
import { FixedClock } from '../../src/adapters/fixed-clock.js';
import { LmdbAccountStore } from '../../src/adapters/lmdb/lmdb-account-store.js';
import { PlimsollContainer, partsModule, type Parts } from '../../src/di/index.js';
import type { Envelope } from '../../src/ports/ports.js';
import { repositoryRoot } from '../support/shared-material.js';
import { newFolder } from '../support/stores.js';

/** Runs the trading child in a folder and kills it after so many answers; what it told. */
function killedAfter(answers: number, folder: string, kind: string, seed: number): Promise<string> {
  const script = ['--no-warnings', '--import', './scripts/ts-node.mjs'];
  const file = 'test/support/mortal-engine-child.ts';
  const child = spawn(process.execPath, [...script, file, folder, kind, String(seed)], {
    cwd: repositoryRoot,
  });
  return new Promise((resolve, reject) => {
    let told = '';
    let failed = '';
    child.stderr.on('data', (data) => (failed += String(data)));
    child.stdout.on('data', (data) => {
      told += String(data);
      if (told.split('answered').length > answers) child.kill('SIGKILL');
    });
    child.on('close', (_, signal) => {
      if (signal === 'SIGKILL') resolve(told);
      else reject(new Error(failed));
    });
  });
}

const engineOf = (parts: Parts) =>
  new PlimsollContainer(partsModule({ clock: new FixedClock(), ...parts })).engine();

describe.each([['cached'], ['direct']])('an engine over an embedded store (%s)', (kind) => {
  let folder: string;

  beforeEach(async () => {
    folder = await newFolder();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('that is killed amid saves goes on where its tape ends, from what its store has', async () => {
    const path = join(folder, 'events.jsonl');
    let [before, behind] = [0, 0];
    for (const [round, answers] of [40, 55, 25].entries()) {
      const told = await killedAfter(answers, folder, kind, 7 + round);
      const began = Number(/whole (\d+)/.exec(told)![1]);
      expect(began).toBe(before);
      // What a torn write leaves of a step that was never answered.
      if (round === 1) await appendFile(path, '{"schema":1,"sequ');

      const alone = engineOf({ journal: new DurableFileJournal(path) });
      await alone.restore();
      const accounts = await LmdbAccountStore.open(join(folder, 'accounts'));
      before = await accounts.whole();
      const events: Envelope[] = [];
      for await (const one of new DurableFileJournal(path).read()) events.push(one);
      expect(before).toBeGreaterThan(0);
      expect(before).toBeLessThanOrEqual(events.length);
      if (before < events.length) behind += 1;
      expect(told.split('answered').length).toBeGreaterThan(answers);

      const over = engineOf({ journal: new DurableFileJournal(path), accounts });
      await over.restore();
      expect(await over.stateHash()).toBe(await alone.stateHash());
      expect((await over.accountIds()).length).toBeGreaterThan(10);
      before = await accounts.whole();
      await accounts.close();
    }
    if (kind === 'cached') expect(behind).toBeGreaterThan(0);
  }, 120_000);
});

describe('a store that is ahead of the tape', () => {
  it('is refused: it is that of another tape', async () => {
    const folder = await newFolder();
    const accounts = await LmdbAccountStore.open(join(folder, 'accounts'));
    const journal = new DurableFileJournal(join(folder, 'events.jsonl'));
    const engine = engineOf({ accounts, journal });
    await engine.handle({ type: 'deposit', account: 'a', asset: 'USD', amount: '5' });
    await engine.handle({ type: 'deposit', account: 'b', asset: 'USD', amount: '5' });
    await journal.close();

    const other = new DurableFileJournal(join(folder, 'other.jsonl'));
    const another = engineOf({ journal: other });
    await another.handle({ type: 'deposit', account: 'c', asset: 'USD', amount: '5' });
    const confused = engineOf({ accounts, journal: other }).restore();
    await expect(confused).rejects.toThrow(/the store is whole to \d, the tape ends at \d/);
    await expect(confused).rejects.toMatchObject({ name: 'PortFailure', retryable: false });
    await other.close();

    // Emptied, it is rebuilt from the tape it is given.
    await accounts.clear();
    const again = engineOf({ accounts, journal: other });
    await again.restore();
    expect(await again.stateHash()).toBe(await another.stateHash());
    expect(await again.accountIds()).toEqual(['c']);
    await accounts.close();
    await rm(folder, { recursive: true });
  });
});
