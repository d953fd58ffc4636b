import type { UnpublishedTerms } from '../../../domain/index.js';
import type { Unpublished } from '../preset.js';

/** What is missing and makes pools refused, as the engine takes it. */
export function refusals(unpublished: readonly Unpublished[]): readonly UnpublishedTerms[] {
  return unpublished.flatMap(({ what, needs, why = 'it is not published' }) =>
    needs === undefined ? [] : [{ parameter: what, needs, why }],
  );
}
