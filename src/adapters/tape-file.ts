import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { EVENT_SCHEMA } from '../../domain/index.js';
import { PortFailure } from '../ports/port-failure.js';
import type { Envelope } from '../ports/ports.js';

/** Envelopes as JSON lines, one a line. */
export function linesOf(envelopes: readonly Envelope[]): string {
  return envelopes.map((envelope) => `${JSON.stringify(envelope)}\n`).join('');
}

/**
 * Reads a tape of JSON lines from a sequence on; earlier lines are counted and not looked at.
 * @throws PortFailure for a line that is no envelope of this version or is out of sequence
 */
export async function* readTape(
  path: string,
  fromSequence: number,
  wanted: (line: string) => boolean = () => true,
): AsyncGenerator<Envelope> {
  await access(path).catch((problem: unknown) => {
    throw new PortFailure('journal', `there is no tape ${path}`, false, problem);
  });
  const lines = createInterface({ input: createReadStream(path) });
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (number >= fromSequence && wanted(line)) yield parseEnvelope(line, number);
  }
}

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
