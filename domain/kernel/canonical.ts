import { Dec, text } from './decimal.js';
import { Exact } from './exact.js';
import { SmallMap } from './small-map.js';

/**
 * Canonical JSON: keys sorted by UTF-16 code unit, maps as objects, decimals as strings, absent
 * values left out. Equal states give equal bytes on any machine.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (value instanceof Dec) return JSON.stringify(text(value));
  if (value instanceof Exact) return JSON.stringify(value.toJSON());
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value instanceof Set) return canonicalJson([...value].sort());
  if (value instanceof Map || value instanceof SmallMap) {
    return canonicalEntries([...value.entries()] as [string, unknown][]);
  }
  if (typeof value === 'object') return canonicalEntries(Object.entries(value));
  throw new TypeError(`a ${typeof value} has no canonical form`);
}

function canonicalEntries(entries: [string, unknown][]): string {
  const present = entries.filter(([, value]) => value !== undefined);
  present.sort(([a], [b]) => compareIds(a, b));
  return `{${present.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(',')}}`;
}

/** Orders ids by UTF-16 code unit, the one order of the engine. */
export function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
