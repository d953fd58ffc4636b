import { invalid, type InvalidInput } from './invalid-input.js';

/** Bounds of an input's size, checked before anything looks at its meaning. */
const MOST = { depth: 32, items: 10_000, characters: 4096 } as const;

const POISONED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A copy of a shape made of plain objects, lists, strings, numbers and flags. */
export type PlainCopy =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problems: readonly InvalidInput[] };

/**
 * Copies an untrusted shape, reading each property once, so that nothing can change between the
 * check and the use. Class instances, functions, deep or long shapes and keys that reach for
 * prototypes are refused.
 */
export function plainCopy(shape: unknown): PlainCopy {
  const problems: InvalidInput[] = [];
  const value = copy(shape, '$', 0, problems);
  return problems.length === 0 ? { ok: true, value } : { ok: false, problems };
}

function copy(value: unknown, path: string, depth: number, problems: InvalidInput[]): unknown {
  if (depth > MOST.depth) {
    problems.push(invalid(path, `at most ${MOST.depth} levels`, 'deeper nesting'));
    return undefined;
  }
  if (typeof value === 'boolean' || typeof value === 'number') return value;
  if (value === null && depth > 0) {
    // To validators a null is as good as an absent key, and to whoever reads the field it is not.
    problems.push(invalid(path, 'a value, or no such key', value));
    return undefined;
  }
  if (value === null) return value;
  if (value === undefined) return undefined;
  if (typeof value === 'string') {
    if (value.length <= MOST.characters) return value;
    problems.push(invalid(path, `at most ${MOST.characters} characters`, value));
    return undefined;
  }
  if (Array.isArray(value)) return copyList(value, path, depth, problems);
  if (typeof value === 'object') return copyObject(value, path, depth, problems);
  problems.push(invalid(path, 'plain data', value));
  return undefined;
}

function copyList(
  list: readonly unknown[],
  path: string,
  depth: number,
  problems: InvalidInput[],
): unknown[] {
  if (list.length > MOST.items) {
    problems.push(invalid(path, `at most ${MOST.items} items`, `${list.length} items`));
    return [];
  }
  return list.map((item, index) => copy(item, `${path}[${index}]`, depth + 1, problems));
}

function copyObject(
  shape: object,
  path: string,
  depth: number,
  problems: InvalidInput[],
): Record<string, unknown> {
  const plain = Object.create(null) as Record<string, unknown>;
  const prototype: unknown = Object.getPrototypeOf(shape);
  if (prototype !== Object.prototype && prototype !== null) {
    problems.push(invalid(path, 'a plain object', 'an instance of a class'));
    return plain;
  }
  const keys = Reflect.ownKeys(shape);
  if (keys.length > MOST.items) {
    problems.push(invalid(path, `at most ${MOST.items} keys`, `${keys.length} keys`));
    return plain;
  }
  for (const key of keys) {
    if (typeof key === 'symbol' || POISONED.has(key)) {
      problems.push(invalid(`${path}.${String(key)}`, 'no such key', 'a reserved key'));
      continue;
    }
    try {
      const value = (shape as Record<string, unknown>)[key];
      if (value !== undefined) plain[key] = copy(value, `${path}.${key}`, depth + 1, problems);
    } catch {
      problems.push(invalid(`${path}.${key}`, 'a readable value', 'an accessor that throws'));
    }
  }
  return plain;
}
