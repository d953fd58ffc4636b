import type { PoolNeed } from '../../domain/index.js';
import { PRESETS } from './choose-preset.js';
import type { Preset } from './preset.js';

/** A parameter that a venue has not published, and what its preset makes of that. */
export interface UnpublishedParameter {
  readonly preset: string;
  readonly parameter: string;
  /** Which pools need it and are refused; `none`: all pools are measured without it. */
  readonly needs: PoolNeed | 'none';
  readonly why: string;
  readonly instead: string;
}

/**
 * Everything the presets know to be missing, in the order of the presets.
 * @example
 * const rows = unpublishedParameters().filter(({ preset }) => preset === 'okx-portfolio');
 * rows[0]?.parameter; // => 'MR2, MR3 and MR5'
 * rows[0]?.needs; // => 'options'
 */
export function unpublishedParameters(): readonly UnpublishedParameter[] {
  return PRESETS.flatMap(({ name, unpublished = [] }: Preset) =>
    unpublished.map((one) => ({
      preset: name,
      parameter: one.what,
      needs: one.needs ?? 'none',
      why: one.why ?? 'not published',
      instead: one.instead,
    })),
  );
}
