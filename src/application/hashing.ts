import { createHash } from 'node:crypto';
import { Dec, Exact, canonicalJson } from '../../domain/index.js';

/** SHA-256 in hex over the canonical JSON of a value. */
export function hashOf(value: unknown): string {
  const hash = new GatheredHash();
  addTo(hash, value);
  return hash.digest();
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
  const hash = new GatheredHash();
  hash.add(`{${JSON.stringify(member)}:[`);
  let comma = '';
  for await (const item of items) {
    hash.add(comma + canonicalJson(item));
    comma = ',';
  }
  hash.add(']');
  addMembers(hash, others, ',');
  hash.add('}');
  return hash.digest();
}

/** Characters that are hashed together: each call takes longer than a short text. */
const GATHERED = 1 << 16;

/** A hash of texts that come piece by piece: whole states are longer than a string may be. */
class GatheredHash {
  private readonly hash = createHash('sha256');
  private gathered = '';

  add(text: string): void {
    this.gathered += text;
    if (this.gathered.length >= GATHERED) this.take();
  }

  digest(): string {
    this.take();
    return this.hash.digest('hex');
  }

  private take(): void {
    this.hash.update(this.gathered);
    this.gathered = '';
  }
}

/** Adds canonical JSON by pieces. */
function addTo(hash: GatheredHash, value: unknown, depth = 0): void {
  if (depth > 1 || typeof value !== 'object' || value === null || isLeaf(value)) {
    hash.add(canonicalJson(value));
  } else if (Array.isArray(value)) {
    hash.add('[');
    value.forEach((item, index) => {
      if (index > 0) hash.add(',');
      addTo(hash, item, depth + 1);
    });
    hash.add(']');
  } else {
    hash.add('{');
    addMembers(hash, value, '', depth);
    hash.add('}');
  }
}

/** Members in the order of the code units of their keys; there may be millions of them. */
function addMembers(hash: GatheredHash, value: object, before: string, depth = 0): void {
  const map = value instanceof Map ? (value as ReadonlyMap<string, unknown>) : undefined;
  const keys = map === undefined ? Object.keys(value) : [...map.keys()];
  let comma = before;
  for (const key of keys.sort()) {
    const member = map === undefined ? (value as Record<string, unknown>)[key] : map.get(key);
    if (member === undefined) continue;
    hash.add(`${comma}${JSON.stringify(key)}:`);
    addTo(hash, member, depth + 1);
    comma = ',';
  }
}

const isLeaf = (value: object): boolean =>
  value instanceof Dec || value instanceof Exact || value instanceof Set;
