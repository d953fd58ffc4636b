import { Rational } from '../../domain/index.js';
import type { TapeEvent } from '../application/tape.js';
import { compareValue } from './compare.js';
import type { Check, ExpectedEvent, ExpectedValue } from './format.js';

const NUMBER = /^-?\d+(\.\d+)?$/;

/** Checks that events happened in this order; others may stand between unless `only`. */
export function* checkEvents(
  expected: readonly ExpectedEvent[],
  happened: readonly TapeEvent[],
  only: boolean,
): Generator<Check> {
  let next = 0;
  for (const [index, wanted] of expected.entries()) {
    const found = happened.findIndex((event, at) => at >= next && holds(wanted, event));
    const what = `event ${index + 1}`;
    const actual =
      happened
        .slice(next)
        .map(({ type }) => type)
        .join(', ') || 'no event';
    const inPlace = found >= 0 && (!only || found === next);
    yield { ok: inPlace, what, expected: JSON.stringify(wanted), actual };
    if (found < 0) return;
    next = found + 1;
  }
  if (!only) return;
  const rest = happened.slice(next).map(({ type }) => type);
  yield {
    ok: rest.length === 0,
    what: 'no further event',
    expected: 'none',
    actual: rest.join(', ') || 'none',
  };
}

/** Numbers are compared as numbers; of an object its named keys, of a list each member. */
function holds(wanted: unknown, actual: unknown): boolean {
  if (typeof actual === 'string' && NUMBER.test(actual)) {
    return compareValue(wanted as ExpectedValue, Rational.fromDecimalString(actual)).ok;
  }
  if (Array.isArray(wanted)) {
    const members = Array.isArray(actual) ? (actual as unknown[]) : [];
    return (
      members.length === wanted.length &&
      wanted.every((member, index) => holds(member, members[index]))
    );
  }
  if (typeof wanted !== 'object' || wanted === null) return actual === wanted;
  if (typeof actual !== 'object' || actual === null) return false;
  return Object.entries(wanted).every(([key, value]) =>
    holds(value, (actual as Readonly<Record<string, unknown>>)[key]),
  );
}
