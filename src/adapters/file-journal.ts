import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { PortFailure } from '../ports/port-failure.js';
import type { Envelope, Journal } from '../ports/ports.js';
import { linesOf, readTape } from './tape-file.js';

/** Characters that are gathered before they are written together. */
const GATHERED = 1 << 20;

/** Bytes that may wait for the disk before a run waits for it. */
const WAITING = 8 << 20;

/**
 * The tape as JSON lines in a file, one envelope a line. Meant for runs: lines reach the operating
 * system in order, those of one turn of the event loop together, and `close` waits until all of
 * them have.
 */
export class FileJournal implements Journal {
  private stream: WriteStream | undefined;
  private failure: Error | undefined;
  private gathered = '';

  constructor(private readonly path: string) {}

  async append(envelopes: readonly Envelope[]): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    const stream = this.open();
    if (this.gathered === '') setImmediate(() => this.write());
    this.gathered += linesOf(envelopes);
    if (this.gathered.length >= GATHERED) this.write();
    if (stream.writableNeedDrain) await once(stream, 'drain');
  }

  /** Writes out what is buffered. @throws the error of any earlier write */
  async close(): Promise<void> {
    const { stream } = this;
    if (stream === undefined) return;
    stream.end(this.taken());
    await once(stream, 'close');
    if (this.failure !== undefined) throw this.failure;
  }

  /** Reads the file once all that was appended so far is in it. */
  async *read(fromSequence = 1): AsyncIterable<Envelope> {
    const { stream } = this;
    if (stream !== undefined && !stream.closed && !stream.writableEnded) {
      await new Promise<void>((written) => stream.write(this.taken(), () => written()));
    }
    yield* readTape(this.path, fromSequence);
  }

  /** Events of these accounts, and those of no account; others are hardly taken apart. */
  async *readAbout(accounts: readonly string[]): AsyncIterable<Envelope> {
    const followed = new Set(accounts);
    const written = new Set(accounts.map((account) => JSON.stringify(account)));
    const wanted = (line: string): boolean => {
      const account = OF_ACCOUNT.exec(line)?.[1];
      return account === undefined || written.has(account);
    };
    for await (const envelope of readTape(this.path, 1, wanted)) {
      const { event } = envelope;
      if (!('account' in event) || followed.has(event.account)) yield envelope;
    }
  }

  private write(): void {
    if (this.gathered !== '' && this.stream?.writable === true) this.stream.write(this.taken());
  }

  private taken(): string {
    const lines = this.gathered;
    this.gathered = '';
    return lines;
  }

  private open(): WriteStream {
    if (this.stream !== undefined) return this.stream;
    const stream = createWriteStream(this.path, { highWaterMark: WAITING });
    stream.on('error', (problem) => {
      this.failure = new PortFailure('journal', problem.message, false, problem);
    });
    this.stream = stream;
    return stream;
  }
}

/** How the event of an account mostly begins. */
const OF_ACCOUNT = /"event":\{"type":"\w+","account":("(?:[^"\\]|\\.)*")/;
