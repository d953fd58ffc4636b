import { createHash, type Hash } from 'node:crypto';
import { Dec, Exact, canonicalJson, compareIds } from '../../domain/index.js';

/** SHA-256 in hex over the canonical JSON of a value. */
export function hashOf(value: unknown): string {
  const hash = createHash('sha256');
  addTo(hash, value);
  return hash.digest('hex');
}

/**
 * The same over an object with a member more, whose items come one after the other and need not be
 * in memory together. The member must be the first of all by name.
 */
export async function hashOfAll(
  member: string,
  items: AsyncIterable<unknown>,
  others: Readonly<Record<string, unknown>>,
): Promise<string> {
  const hash = createHash('sha256');
  hash.update(`{${JSON.stringify(member)}:[`);
  let comma = '';
  for await (const item of items) {
    hash.update(comma + canonicalJson(item));
    comma = ',';
  }
  hash.update(']');
  addEntries(hash, Object.entries(others), ',');
  hash.update('}');
  return hash.digest('hex');
}

/** Adds canonical JSON by pieces: whole states are longer than a string may be. */
function addTo(hash: Hash, value: unknown, depth = 0): void {
  if (depth > 1 || typeof value !== 'object' || value === null || isLeaf(value)) {
    hash.update(canonicalJson(value));
  } else if (Array.isArray(value)) {
    hash.update('[');
    value.forEach((item, index) => {
      if (index > 0) hash.update(',');
      addTo(hash, item, depth + 1);
    });
    hash.update(']');
  } else {
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    hash.update('{');
    addEntries(hash, entries as [string, unknown][], '', depth);
    hash.update('}');
  }
}

function addEntries(hash: Hash, entries: [string, unknown][], before: string, depth = 0): void {
  const present = entries.filter(([, value]) => value !== undefined);
  present.sort(([a], [b]) => compareIds(a, b));
  let comma = before;
  for (const [key, value] of present) {
    hash.update(`${comma}${JSON.stringify(key)}:`);
    addTo(hash, value, depth + 1);
    comma = ',';
  }
}

const isLeaf = (value: object): boolean =>
  value instanceof Dec || value instanceof Exact || value instanceof Set;
