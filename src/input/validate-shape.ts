import { validateSync, type ValidationError } from 'class-validator';
import { invalid, type InvalidInput } from './invalid-input.js';
import { plainCopy } from './plain-copy.js';
import { quickCheckOf } from './quick-check.js';

/** A shape that was looked at: a plain copy that fits its class, or everything wrong with it. */
export type Validated =
  | { readonly ok: true; readonly value: object }
  | { readonly ok: false; readonly problems: readonly InvalidInput[] };

/** Classes of shapes told apart by one key, and what one of them is called in a message. */
export interface ShapeFamily {
  readonly what: string;
  readonly key: string;
  readonly shapes: Readonly<Record<string, new () => object>>;
}

/**
 * Looks at an untrusted shape. Every problem is listed with its path: unknown keys, wrong types,
 * numbers where money is meant, keys that reach for prototypes, too deep or too long.
 */
export function validateShape({ what, key, shapes }: ShapeFamily, shape: unknown): Validated {
  const copied = plainCopy(shape);
  if (!copied.ok) return copied;
  const { value } = copied;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, problems: [invalid('$', what, value)] };
  }
  const word = (value as Readonly<Record<string, unknown>>)[key];
  const Shape = typeof word === 'string' && Object.hasOwn(shapes, word) ? shapes[word] : undefined;
  if (Shape === undefined) {
    const words = Object.keys(shapes).join(', ');
    return { ok: false, problems: [invalid(`$.${key}`, `one of ${words}`, word)] };
  }
  if (quickCheckOf(Shape)(value as Readonly<Record<string, unknown>>)) return { ok: true, value };
  const typed: object = Object.assign(new Shape(), value);
  const errors = validateSync(typed, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
  });
  if (errors.length > 0) return { ok: false, problems: errors.map(problemOf) };
  return { ok: true, value };
}

function problemOf({ property, constraints = {}, value }: ValidationError): InvalidInput {
  const path = `$.${property}`;
  if ('whitelistValidation' in constraints) return invalid(path, 'no such key', value);
  const [expected = 'a value'] = Object.values(constraints);
  return invalid(path, expected.replace(`${property} must be `, ''), value);
}
