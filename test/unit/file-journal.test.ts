import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { FileJournal } from '../../src/adapters/file-journal.js';
import type { Command } from '../../src/application/commands.js';
import { PlimsollContainer, partsModule } from '../../src/di/index.js';

const deposit = (number: number): Command => ({
  type: 'deposit',
  account: `a${number}`,
  asset: 'USD',
  amount: '5',
});

describe('a tape in a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is read whole while it is written, and after it was closed', async () => {
    const journal = new FileJournal(join(folder, 'events.jsonl'));
    const engine = new PlimsollContainer(partsModule({ journal })).engine();
    const sequences = async (): Promise<number[]> => {
      const read: number[] = [];
      for await (const { sequence } of journal.read()) read.push(sequence);
      return read;
    };
    for (let step = 1; step <= 20; step += 1) {
      await engine.handleTogether(Array.from({ length: 20 }, (_, one) => deposit(step * 20 + one)));
      // AccountOpened and CollateralDeposited of each.
      expect((await sequences()).length).toBe(step * 40);
    }
    await journal.close();
    expect((await sequences()).length).toBe(800);
  });

  it('reaches the system by itself, though nobody reads or closes it', async () => {
    const path = join(folder, 'events.jsonl');
    const engine = new PlimsollContainer(partsModule({ journal: new FileJournal(path) })).engine();
    await engine.handle(deposit(1));
    const lines = (): number =>
      existsSync(path) ? readFileSync(path, 'utf8').split('\n').length : 0;
    for (let waited = 0; lines() < 3 && waited < 500; waited += 1) await setTimeout(10);
    expect(lines()).toBe(3);
  });

  it('says so when it could not be written', async () => {
    const journal = new FileJournal(join(folder, 'none', 'events.jsonl'));
    const engine = new PlimsollContainer(partsModule({ journal })).engine();
    await engine.handle(deposit(1));
    const read = async (): Promise<void> => {
      for await (const _ of journal.read()) void _;
    };
    await expect(read()).rejects.toMatchObject({ name: 'PortFailure', port: 'journal' });
    await expect(engine.handle(deposit(2))).rejects.toMatchObject({ name: 'PortFailure' });
  });
});
