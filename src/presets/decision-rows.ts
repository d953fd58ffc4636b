import { decidedBy, type Decided } from './decided.js';
import type { Preset } from './preset.js';

/** Path of a named thing: the list, the name, and what of the thing it is. */
const NAMED = /^([^[]+)\[([^\]]+)\](.*)$/;

/**
 * What a preset decides, one row for all things of a list that have the same value from the same
 * source: `instruments[].margin.model`, or `instruments[BTCUSD, ETHUSD].maxLeverage`.
 */
export function decisionRows(preset: Preset): Decided[] {
  return rowsOf(decidedBy(preset));
}

/**
 * What a preset decides otherwise than another, such as the one whose option was chosen; the page
 * of presets is held against it.
 */
export function changedRows(preset: Preset, before: Preset): Decided[] {
  const known = new Set(decidedBy(before).map(({ path, value }) => `${path} ${value}`));
  const all = decidedBy(preset);
  return rowsOf(
    all,
    all.filter(({ path, value }) => !known.has(`${path} ${value}`)),
  );
}

function rowsOf(all: readonly Decided[], some: readonly Decided[] = all): Decided[] {
  return groupedRows(
    all.map(({ path }) => path),
    some,
    ({ value, source }) => JSON.stringify([value, source]),
  );
}

/** Rows of named things of one list that say the same become one row that names them all. */
export function groupedRows<Row extends { readonly path: string }>(
  paths: readonly string[],
  some: readonly Row[],
  said: (row: Row) => string,
): Row[] {
  const members = new Map<string, Set<string>>();
  for (const path of paths) {
    const [, list, name] = NAMED.exec(path) ?? [];
    if (list === undefined || name === undefined) continue;
    members.set(list, (members.get(list) ?? new Set()).add(name));
  }
  const rows = new Map<string, { row: Row; list?: string; rest?: string; names: string[] }>();
  for (const one of some) {
    const [, list, name, rest] = NAMED.exec(one.path) ?? [];
    if (list === undefined || name === undefined || rest === undefined) {
      rows.set(one.path, { row: one, names: [] });
      continue;
    }
    const key = JSON.stringify([list, rest, said(one)]);
    const names = [...(rows.get(key)?.names ?? []), name];
    rows.set(key, { row: one, list, rest, names });
  }
  return [...rows.values()].map(({ row, list, rest, names }) => {
    if (list === undefined || rest === undefined) return row;
    return { ...row, path: `${list}[${label(names, [...members.get(list)!])}]${rest}` };
  });
}

/** Nothing for all members of a list, `PF_*` for all of a family, else their names. */
function label(names: readonly string[], members: readonly string[]): string {
  if (names.length === members.length) return '';
  const family = /^[^_]+_/.exec(names[0]!)?.[0];
  if (family !== undefined && names.length > 1) {
    const kin = members.filter((member) => member.startsWith(family));
    if (kin.length === names.length && names.every((name) => kin.includes(name))) {
      return `${family}*`;
    }
  }
  return names.join(', ');
}
