import type { Query } from '../application/queries.js';
import type { InvalidInput } from './invalid-input.js';
import { QUERY_SHAPES } from './query-shapes.js';
import { validateShape } from './validate-shape.js';

/** A question, or every problem that its shape has. */
export type ParsedQuery =
  | { readonly ok: true; readonly query: Query }
  | { readonly ok: false; readonly problems: readonly InvalidInput[] };

/**
 * Turns an untrusted shape into a question, or lists every problem with its path.
 * @example
 * parseQuery({ ask: 'debts', account: 'alice' }).ok; // => true
 * parseQuery({ ask: 'the weather' }).ok; // => false
 */
export function parseQuery(shape: unknown): ParsedQuery {
  const looked = validateShape({ what: 'a question', key: 'ask', shapes: QUERY_SHAPES }, shape);
  return looked.ok ? { ok: true, query: looked.value as Query } : looked;
}
