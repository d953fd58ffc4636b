import { Dec, text } from './decimal.js';
import { Exact } from './exact.js';
import { SmallMap } from './small-map.js';

/**
 * Canonical JSON: keys sorted by UTF-16 code unit, maps as objects, decimals as strings, absent
 * values left out. Equal states give equal bytes on any machine.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (value instanceof Dec) return `"${text(value)}"`;
  if (value instanceof Exact) return `"${value.toJSON()}"`;
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value instanceof Set) return canonicalJson([...value].sort());
  if (value instanceof Map || value instanceof SmallMap) {
    const map = value as ReadonlyMap<string, unknown>;
    return canonicalEntries([...map.keys()], (key) => map.get(key));
  }
  if (typeof value === 'object') {
    const members = value as Readonly<Record<string, unknown>>;
    return canonicalEntries(Object.keys(members), (key) => members[key]);
  }
  throw new TypeError(`a ${typeof value} has no canonical form`);
}

/** The keys are handed over; a sort without a comparison goes by UTF-16 code unit. */
function canonicalEntries(keys: string[], valueOf: (key: string) => unknown): string {
  let written = '';
  for (const key of keys.sort()) {
    const value = valueOf(key);
    if (value === undefined) continue;
    const comma = written === '' ? '' : ',';
    written += `${comma}${quoted(key)}:${canonicalJson(value)}`;
  }
  return `{${written}}`;
}

// Most texts need nothing but the quotation marks, and looking is quicker than `stringify`.
const PLAIN = /^[ !#-[\]-~]*$/;

function quoted(written: string): string {
  return PLAIN.test(written) ? `"${written}"` : JSON.stringify(written);
}

/** Orders ids by UTF-16 code unit, the one order of the engine. */
export function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
