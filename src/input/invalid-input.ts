/** Something wrong with the shape of an input: where, what was expected, what stands there. */
export interface InvalidInput {
  readonly code: 'input.invalid';
  /** JSON path from `$`. */
  readonly path: string;
  readonly expected: string;
  readonly received: string;
}

/** What a value looks like in a message, cut short. */
export function received(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
    return String(value);
  }
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

/** A problem at a path; what was received is cut so that it stays small. */
export function invalid(path: string, expected: string, value: unknown): InvalidInput {
  return { code: 'input.invalid', path, expected, received: received(value) };
}
