import { decidedBy, type Decided } from './decided.js';
import type { Preset } from './preset.js';

/** Path of a named thing: the list, the name, and what of the thing it is. */
const NAMED = /^([^[]+)\[([^\]]+)\](.+)$/;

/**
 * What a preset decides, one row for all things of a list that have the same value from the same
 * source: `instruments[].margin.model`, or `instruments[BTCUSD, ETHUSD].maxLeverage`.
 */
export function decisionRows(preset: Preset): Decided[] {
  return rowsOf(decidedBy(preset));
}

/** What a preset decides otherwise than another, such as the one whose option was chosen. */
export function changedRows(preset: Preset, before: Preset): Decided[] {
  const known = new Set(decidedBy(before).map(({ path, value }) => `${path} ${value}`));
  const all = decidedBy(preset);
  return rowsOf(
    all,
    all.filter(({ path, value }) => !known.has(`${path} ${value}`)),
  );
}

function rowsOf(all: readonly Decided[], some: readonly Decided[] = all): Decided[] {
  const members = new Map<string, Set<string>>();
  for (const { path } of all) {
    const [, list, name] = NAMED.exec(path) ?? [];
    if (list === undefined || name === undefined) continue;
    members.set(list, (members.get(list) ?? new Set()).add(name));
  }
  const rows = new Map<string, { row: Decided; list?: string; rest?: string; names: string[] }>();
  for (const decided of some) {
    const [, list, name, rest] = NAMED.exec(decided.path) ?? [];
    if (list === undefined || name === undefined || rest === undefined) {
      rows.set(decided.path, { row: decided, names: [] });
      continue;
    }
    const key = JSON.stringify([list, rest, decided.value, decided.source]);
    const names = [...(rows.get(key)?.names ?? []), name];
    rows.set(key, { row: decided, list, rest, names });
  }
  return [...rows.values()].map(({ row, list, rest, names }) => {
    if (list === undefined || rest === undefined) return row;
    const whole = names.length === members.get(list)!.size;
    return { ...row, path: `${list}[${whole ? '' : names.join(', ')}]${rest}` };
  });
}
