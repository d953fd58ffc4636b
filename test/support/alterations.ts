import { Dec, Exact, SmallMap } from '../../domain/index.js';

/** A copy of a value with one part changed, taken out or added; `path` says which. */
export interface Alteration {
  readonly path: string;
  readonly altered: unknown;
}

const ONE = new Dec(1);

/** Every part of a value with something else in its place, one at a time. */
export function* alterations(value: unknown, path = '$'): Generator<Alteration> {
  if (value instanceof Dec) yield { path, altered: value.plus(ONE) };
  else if (value instanceof Exact) yield { path, altered: value.plus(Exact.of(ONE)) };
  else if (value instanceof Map) yield* ofMap(value as Map<string, unknown>, path);
  else if (value instanceof SmallMap)
    yield* ofMap(new Map(value as SmallMap<string, unknown>), path);
  else if (value instanceof Set) yield* ofSet(value as Set<string>, path);
  else if (Array.isArray(value)) yield* ofArray(value, path);
  else if (typeof value === 'string') yield { path, altered: `${value}x` };
  else if (typeof value === 'number') yield { path, altered: value + 1 };
  else if (typeof value === 'boolean') yield { path, altered: !value };
  else if (typeof value === 'object' && value !== null) yield* ofObject(value, path);
}

function* ofMap(map: Map<string, unknown>, path: string): Generator<Alteration> {
  for (const [key, item] of map) {
    const others = [...map].filter(([other]) => other !== key);
    yield { path: `${path}.${key} removed`, altered: new Map(others) };
    yield { path: `${path}.${key} renamed`, altered: new Map([...others, [`${key}x`, item]]) };
    for (const { path: at, altered } of alterations(item, `${path}.${key}`)) {
      yield { path: at, altered: new Map(map).set(key, altered) };
    }
  }
}

function* ofSet(set: Set<string>, path: string): Generator<Alteration> {
  yield { path: `${path} added to`, altered: new Set(set).add('x') };
  for (const item of set) {
    const others = [...set].filter((other) => other !== item);
    yield { path: `${path} without ${item}`, altered: new Set(others) };
  }
}

function* ofArray(array: readonly unknown[], path: string): Generator<Alteration> {
  for (const [index, item] of array.entries()) {
    yield { path: `${path}[${index}] removed`, altered: array.filter((_, at) => at !== index) };
    for (const { path: at, altered } of alterations(item, `${path}[${index}]`)) {
      yield { path: at, altered: array.map((other, i) => (i === index ? altered : other)) };
    }
  }
}

function* ofObject(object: object, path: string): Generator<Alteration> {
  for (const [key, item] of Object.entries(object)) {
    if (item === undefined) continue;
    const { [key]: _gone, ...rest } = object as Record<string, unknown>;
    // An empty list says no more than none.
    if (!(Array.isArray(item) && item.length === 0)) {
      yield { path: `${path}.${key} removed`, altered: rest };
    }
    for (const { path: at, altered } of alterations(item, `${path}.${key}`)) {
      yield { path: at, altered: { ...object, [key]: altered } };
    }
  }
}
