import { ValidateBy, type ValidationArguments, type ValidationOptions } from 'class-validator';
import { parseDecimal, parseInstant } from '../../domain/index.js';
import { checkBy } from '../scenario/compile-schema.js';
import type { Schema } from '../scenario/schema-parts.js';

type Decorator = PropertyDecorator;

function rule(
  name: string,
  expected: string,
  holds: (value: unknown, whole: object) => boolean,
): Decorator {
  const options: ValidationOptions = { message: expected };
  const validate = (value: unknown, all?: ValidationArguments): boolean =>
    holds(value, all?.object ?? {});
  return ValidateBy({ name, validator: { validate } }, options);
}

/** A decimal string within the engine's limits on digits; never a number. */
export function IsDecimalString(): Decorator {
  const expected = 'a decimal string of at most 18 digits before and after the point';
  return rule('decimal', expected, (value) => typeof value === 'string' && parseDecimal(value).ok);
}

// Control characters would make two different ids look alike in a log.
const NAME = /^[^\u0000-\u001f\u007f]{1,128}$/;

/** An id or name of the caller's. */
export function IsName(): Decorator {
  const expected = 'text of 1 to 128 characters without control characters';
  return rule('name', expected, (value) => typeof value === 'string' && NAME.test(value));
}

/** ISO 8601 UTC. */
export function IsTime(): Decorator {
  return rule('time', 'an ISO 8601 time in UTC', (value) => parseInstant(value).ok);
}

/** ISO 8601 UTC, or a sequence of the journal. */
export function IsMoment(): Decorator {
  const expected = 'an ISO 8601 time in UTC or a sequence of the journal';
  return rule('moment', expected, (value) => {
    return parseInstant(value).ok || (Number.isSafeInteger(value) && (value as number) > 0);
  });
}

/**
 * An object whose every value is a decimal string. In a partial batch each price stands for itself,
 * so that one that is none is refused later, and alone.
 */
export function IsPrices(): Decorator {
  return rule('decimals', 'an object of decimal strings', (value, whole) => {
    const each = 'partial' in whole && whole.partial === true;
    return isRecordOf(value, (item) => each || (typeof item === 'string' && parseDecimal(item).ok));
  });
}

/** An object whose every value is a whole number that is not negative. */
export function IsSequenceRecord(): Decorator {
  return rule('sequences', 'an object of whole numbers', (value) =>
    isRecordOf(value, (item) => Number.isSafeInteger(item) && (item as number) >= 0),
  );
}

function isRecordOf(value: unknown, holds: (item: unknown) => boolean): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(holds);
}

/** Terms that have a schema of their own: instruments, margin models, the engine section. */
export function Fits(what: string, schema: Schema): Decorator {
  const errorsOf = checkBy(schema);
  return rule('schema', what, (value) => errorsOf(value).length === 0);
}
