import type { Citation, Preset } from './preset.js';
import type { Sourced } from './sources.js';

/** One thing that a preset decides: a number, a policy, a schedule. */
export interface Decided {
  /** `engine.liquidation.call`, `assets[BTC].haircut`, `instruments[BTCUSD].maxLeverage`. */
  readonly path: string;
  /** As it is written; the rows of a schedule one after another. */
  readonly value: string;
  /** Absent only where a preset is not whole. */
  readonly source: Sourced | undefined;
}

/** Keys of a named thing that say which one is meant; they decide nothing. */
const NAMES = new Set(['id', 'asset', 'base', 'quote', 'kind', 'bases']);

/**
 * Everything a preset decides, each with the source that is cited for it. An option that is chosen
 * is cited for what it changes.
 * @example
 * const decided = decidedBy(presetNamed('kraken-margin')!);
 * decided.find(({ path }) => path === 'engine.liquidation.call')?.value; // => '1'
 */
export function decidedBy(preset: Preset): Decided[] {
  const { configuration, instruments, template } = preset;
  return leavesOf({ ...configuration, instruments, template }).map(({ path, value }) => ({
    path,
    value,
    source: sourceOf(preset, path),
  }));
}

/** The source of what stands at a path: of several citations that cover it the last one. */
export function sourceOf({ sources }: Preset, path: string): Sourced | undefined {
  return sources.findLast((citation) => covers(citation, path))?.source;
}

/**
 * Whether a citation is of a path: `instruments[].margin` covers the margin of every instrument,
 * `[PI_*]` that of some.
 */
export function covers({ path: pattern }: Citation, path: string): boolean {
  const escaped = pattern
    .replaceAll(/[.$^+?(){}|\\]/g, String.raw`\$&`)
    .replaceAll('[]', '[*]')
    .replaceAll(/\[([^\]]*)\]/g, (_, name: string) => `\\[${name.replaceAll('*', '[^\\]]*')}\\]`);
  return new RegExp(`^${escaped}(?:[.[]|$)`).test(path);
}

/** Paths and values of terms; lists of named things by name, other lists as one value. */
function leavesOf(terms: unknown, path = ''): { path: string; value: string }[] {
  if (
    Array.isArray(terms) &&
    terms.length > 0 &&
    terms.every((item) => nameOf(item) !== undefined)
  ) {
    return terms.flatMap((item) => leavesOf(item, `${path}[${nameOf(item)}]`));
  }
  if (typeof terms === 'object' && terms !== null && !Array.isArray(terms)) {
    return Object.entries(terms)
      .filter(([key]) => nameOf(terms) === undefined || !NAMES.has(key))
      .flatMap(([key, item]) => leavesOf(item, path === '' ? key : `${path}.${key}`));
  }
  return [{ path, value: written(terms) }];
}

function nameOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const { id, asset, bases } = item as { id?: string; asset?: string; bases?: string[] };
  return id ?? asset ?? bases?.join(',');
}

function written(value: unknown): string {
  if (Array.isArray(value)) return value.map(written).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([key, item]) => `${key} ${written(item)}`);
  return `(${entries.join(' ')})`;
}
