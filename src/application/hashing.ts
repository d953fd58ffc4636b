import { createHash } from 'node:crypto';
import { canonicalJson } from '../../domain/index.js';

/** SHA-256 in hex over the canonical JSON of a value. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
