import { decidedBy, type Decided } from './decided.js';
import { groupedRows } from './decision-rows.js';
import type { Preset } from './preset.js';
import type { Sourced } from './sources.js';

/** What one preset says of a key; undefined where it says nothing. */
export interface Saying {
  readonly value: string;
  readonly source: Sourced | undefined;
}

/** A key that two presets decide differently, or that only one of them decides. */
export interface Difference {
  /** `engine.boundary`, `assets[BTC].haircut`; a thing that only one lists stands by its name. */
  readonly path: string;
  readonly left: Saying | undefined;
  readonly right: Saying | undefined;
}

/** A list and a name in it: `instruments[BTCUSDT]`. */
const LISTED = /^[^[.]+\[[^\]]+\]/;

/**
 * What two presets decide differently, figure by figure in the order of the first; equal figures
 * are left out, and so is where they were found.
 * @example
 * const [margin, futures] = ['kraken-margin', 'kraken-futures'].map((name) => presetNamed(name)!);
 * const found = comparePresets(margin!, futures!).find(({ path }) => path === 'engine.boundary');
 * found?.left?.value; // => 'at-or-below'
 * found?.right?.value; // => 'below'
 */
export function comparePresets(left: Preset, right: Preset): Difference[] {
  const [ours, theirs] = [sayings(left), sayings(right)];
  const [named, alsoNamed] = [thingsIn(ours), thingsIn(theirs)];
  const differences = new Map<string, Difference>();
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const thing = LISTED.exec(key)?.[0];
    const alone = thing !== undefined && named.has(thing) !== alsoNamed.has(thing);
    const path = alone ? thing : key;
    const [here, there] = [ours.get(key), theirs.get(key)];
    if (differences.has(path) || here?.value === there?.value) continue;
    differences.set(path, {
      path,
      left: alone ? listed(here) : here,
      right: alone ? listed(there) : there,
    });
  }
  return [...differences.values()];
}

/** The differences, one row for all things of a list of which the same is said. */
export function comparisonRows(left: Preset, right: Preset): Difference[] {
  const paths = [left, right].flatMap((preset) => decidedBy(preset).map(({ path }) => path));
  return groupedRows(paths, comparePresets(left, right), (row) =>
    JSON.stringify([row.left, row.right]),
  );
}

function sayings(preset: Preset): ReadonlyMap<string, Saying> {
  return new Map(
    decidedBy(preset).map(({ path, value, source }: Decided) => [path, { value, source }]),
  );
}

function thingsIn(said: ReadonlyMap<string, Saying>): ReadonlySet<string> {
  return new Set([...said.keys()].flatMap((key) => LISTED.exec(key)?.[0] ?? []));
}

function listed(saying: Saying | undefined): Saying | undefined {
  return saying && { value: 'listed', source: saying.source };
}
