import { open, type FileHandle } from 'node:fs/promises';
import { PortFailure } from '../ports/port-failure.js';
import type { Envelope, Journal } from '../ports/ports.js';
import { linesOf, readTape } from './tape-file.js';

/**
 * The tape as JSON lines in a file that outlives the process: it goes on where the file ends, and
 * what an append wrote is on the disk when it resolves. A line that a crash tore is cut off: its
 * step was never answered. An append that failed is taken back before the next one.
 * @example
 * const { mkdtemp } = await import('node:fs/promises');
 * const path = `${await mkdtemp('out/tape-')}/events.jsonl`;
 * const journal = new DurableFileJournal(path);
 * const engine = new PlimsollContainer(partsModule({ journal })).engine();
 * await engine.handle({ type: 'deposit', account: 'alice', asset: 'USD', amount: '5' });
 * await journal.close();
 * const again = new PlimsollContainer(partsModule({ journal: new DurableFileJournal(path) }));
 * await again.engine().restore();
 * (await again.engine().stateHash()) === (await engine.stateHash()); // => true
 */
export class DurableFileJournal implements Journal {
  private opened: Promise<FileHandle> | undefined;
  /** How much of the file is whole steps, in bytes. */
  private length = 0;

  constructor(private readonly path: string) {}

  /** @throws PortFailure when the disk is full or the file cannot be written; then nothing is */
  async append(envelopes: readonly Envelope[]): Promise<void> {
    const bytes = Buffer.from(linesOf(envelopes));
    try {
      const file = await this.file();
      await file.truncate(this.length);
      await file.write(bytes, 0, bytes.length, this.length);
      await file.datasync();
    } catch (problem) {
      throw failure(problem);
    }
    this.length += bytes.length;
  }

  async *read(fromSequence = 1): AsyncIterable<Envelope> {
    await this.file().catch((problem: unknown) => {
      throw failure(problem);
    });
    yield* readTape(this.path, fromSequence);
  }

  /** Lets go of the file; the next use opens it again. */
  async close(): Promise<void> {
    const { opened } = this;
    this.opened = undefined;
    await (await opened)?.close();
  }

  private file(): Promise<FileHandle> {
    this.opened ??= this.open();
    return this.opened;
  }

  private async open(): Promise<FileHandle> {
    // Made if it is not there, and never emptied.
    const made = await open(this.path, 'a');
    await made.close();
    const file = await open(this.path, 'r+');
    this.length = await wholeLines(file);
    await file.truncate(this.length);
    return file;
  }
}

const CHUNK = 65_536;
const NEWLINE = 10;

/** How many bytes there are up to the end of the last whole line. */
async function wholeLines(file: FileHandle): Promise<number> {
  let { size: end } = await file.stat();
  const buffer = Buffer.alloc(CHUNK);
  while (end > 0) {
    const start = Math.max(0, end - CHUNK);
    const { bytesRead } = await file.read({ buffer, position: start, length: end - start });
    const last = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE);
    if (last >= 0) return start + last + 1;
    end = start;
  }
  return 0;
}

function failure(problem: unknown): PortFailure {
  const message = problem instanceof Error ? problem.message : String(problem);
  return new PortFailure('journal', message, true, problem);
}
