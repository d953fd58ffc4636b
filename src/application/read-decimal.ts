import { parseDecimal, refuse, type Dec } from '../../domain/index.js';

/** @rejects `input.invalid` naming the field, what was given and what is expected */
export function readDecimal(field: string, value: unknown): Dec {
  const parsed = parseDecimal(value);
  if (!parsed.ok) {
    refuse('input.invalid', `${field} must be ${parsed.error.expected}`, {
      field,
      figure: parsed.error.received,
      limit: parsed.error.expected,
    });
  }
  return parsed.value;
}
