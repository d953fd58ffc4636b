import { Dec, text } from '../kernel/index.js';
import type { PriceLeg, Protection, ProtectiveClosing, TrailingLeg } from '../protection/index.js';

/** The same shape with its decimals as strings. */
type Written<T> = {
  readonly [K in keyof T]: T[K] extends Dec
    ? string
    : T[K] extends Dec | undefined
      ? string | undefined
      : T[K];
};

/** Protective orders as events and snapshots write them; numbers are decimal strings. */
export type ProtectionRecord = Pick<Protection, 'age' | 'keepOthers' | 'limitReached'> & {
  readonly stopLoss?: Written<PriceLeg>;
  readonly takeProfit?: Written<PriceLeg>;
  readonly trailing?: Written<TrailingLeg>;
  readonly closing?: Written<Omit<ProtectiveClosing, 'pending'>> & {
    readonly pending?: { readonly order: string; readonly quantity: string };
  };
};

/** Protective orders as plain data; numbers become decimal strings. */
export function protectionRecord(protection: Protection): ProtectionRecord {
  return written(protection) as ProtectionRecord;
}

/** The protective orders that `protectionRecord` wrote. */
export function protectionOf(record: ProtectionRecord): Protection {
  return read(record) as Protection;
}

/** Every decimal of a plain object as a string. */
function written(value: unknown): unknown {
  if (value instanceof Dec) return text(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, written(part)]));
}

const DECIMALS: ReadonlySet<string> = new Set([
  'price',
  'amount',
  'percent',
  'quantity',
  'share',
  'remaining',
]);

function read(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      DECIMALS.has(key) ? new Dec(part as string) : read(part),
    ]),
  );
}
