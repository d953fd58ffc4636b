import { covers, decidedBy } from './decided.js';
import type { Preset } from './preset.js';
import type { Sourced } from './sources.js';

/** What the sources of a preset leave out or say in vain. */
export interface SourceGaps {
  /** Paths that nothing is cited for, or only a source without words. */
  readonly unsourced: readonly string[];
  /** Paths of sources that nothing decided stands at. */
  readonly idle: readonly string[];
}

/**
 * Where the sources of a preset do not fit what it decides.
 * @param chosen the preset as it is read, under its options
 * @param plain the same without options and as of its newest day: what these change may leave a
 *   source without a figure
 */
export function sourceGaps(chosen: Preset, plain: Preset = chosen): SourceGaps {
  const paths = decidedBy(plain).map(({ path }) => path);
  return {
    unsourced: decidedBy(chosen)
      .filter(({ path, value, source }) => !saysSomething(source) && !listsNothing(path, value))
      .map(({ path }) => path),
    idle: plain.sources
      .filter((citation) => !paths.some((path) => covers(citation, path)))
      .map(({ path }) => path),
  };
}

/** A preset that lists no instrument or asset decides nothing by that. */
function listsNothing(path: string, value: string): boolean {
  return value === '' && (path === 'instruments' || path === 'assets');
}

/** Whether a source has words behind its tag. */
export function saysSomething(source: Sourced | undefined): source is Sourced {
  return source !== undefined && source.slice(source.indexOf(':') + 1).trim() !== '';
}
