import { err, ok, type Result } from './result.js';

declare const INSTANT: unique symbol;

/** A point in time: whole milliseconds since 1970-01-01T00:00:00Z. Never the machine's clock. */
export type Instant = number & { readonly [INSTANT]: true };

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/;
const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** 1970-01-01T00:00:00Z. */
export const EPOCH = 0 as Instant;

/** Reads ISO 8601 UTC, such as `2025-10-10T21:00:00Z`. Days that do not exist are refused. */
export function parseInstant(text: unknown): Result<Instant, string> {
  if (typeof text !== 'string' || !ISO.test(text)) return err('an ISO 8601 time in UTC');
  const time = Date.parse(text);
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(text.slice(0, 16))) {
    return err('an existing date and time');
  }
  return ok(time as Instant);
}

/** The instant of milliseconds since 1970-01-01T00:00:00Z. */
export function instantOf(milliseconds: number): Instant {
  return milliseconds as Instant;
}

/** The instant of a time that this engine has written itself. */
export function instantAt(written: string): Instant {
  return Date.parse(written) as Instant;
}

/** ISO 8601 UTC with milliseconds, such as `2025-10-10T21:00:00.000Z`. */
export function isoOf(instant: Instant): string {
  return new Date(instant).toISOString();
}

/** Reads an ISO 8601 duration of days, hours, minutes and seconds into milliseconds. */
export function parseDuration(text: string): Result<number, string> {
  const parts = DURATION.exec(text);
  if (parts === null || text === 'P' || text.endsWith('T')) return err('an ISO 8601 duration');
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => BigInt(part ?? '0'));
  const total = (((days ?? 0n) * 24n + (hours ?? 0n)) * 60n + (minutes ?? 0n)) * 60n;
  return ok(Number((total + (seconds ?? 0n)) * 1000n));
}
