import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { EVENT_SCHEMA } from '../../domain/index.js';
import { PortFailure } from '../ports/port-failure.js';
import type { Envelope, Journal } from '../ports/ports.js';

/**
 * The tape as JSON lines in a file, one envelope a line. Meant for runs: lines reach the operating
 * system in order, and `close` waits until all of them have.
 */
export class FileJournal implements Journal {
  private stream: WriteStream | undefined;
  private failure: Error | undefined;

  constructor(private readonly path: string) {}

  async append(envelopes: readonly Envelope[]): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    const stream = this.open();
    const text = envelopes.map((envelope) => `${JSON.stringify(envelope)}\n`).join('');
    if (!stream.write(text)) await once(stream, 'drain');
  }

  /** Writes out what is buffered. @throws the error of any earlier write */
  async close(): Promise<void> {
    const { stream } = this;
    if (stream === undefined) return;
    stream.end();
    await once(stream, 'close');
    if (this.failure !== undefined) throw this.failure;
  }

  async *read(fromSequence = 1): AsyncIterable<Envelope> {
    await access(this.path).catch((problem: unknown) => {
      throw new PortFailure('journal', `there is no tape ${this.path}`, false, problem);
    });
    const lines = createInterface({ input: createReadStream(this.path) });
    let number = 0;
    for await (const line of lines) {
      number += 1;
      const envelope = parseEnvelope(line, number);
      if (envelope.sequence >= fromSequence) yield envelope;
    }
  }

  private open(): WriteStream {
    if (this.stream !== undefined) return this.stream;
    const stream = createWriteStream(this.path);
    stream.on('error', (problem) => {
      this.failure = new PortFailure('journal', problem.message, false, problem);
    });
    this.stream = stream;
    return stream;
  }
}

/** @throws PortFailure for a line that is no envelope of this version or is out of sequence */
function parseEnvelope(line: string, number: number): Envelope {
  let envelope: Partial<Envelope>;
  try {
    envelope = JSON.parse(line) as Partial<Envelope>;
  } catch (problem) {
    throw new PortFailure('journal', `line ${number} is no event, or torn`, false, problem);
  }
  if (envelope.schema !== EVENT_SCHEMA) {
    throw new PortFailure('journal', `line ${number} is of another version`, false);
  }
  if (envelope.sequence !== number) {
    throw new PortFailure('journal', `line ${number} is out of sequence`, false);
  }
  return envelope as Envelope;
}
