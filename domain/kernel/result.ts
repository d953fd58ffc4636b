/** A value or the reason there is none. Refusals are values: nothing is thrown for them. */
export type Result<T, E> = Ok<T> | Err<E>;

/** It worked, and what came of it. */
export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

/** It did not, and why. */
export interface Err<E> {
  readonly ok: false;
  readonly error: E;
}

/** The result that something worked. */
export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

/** The result that it did not. */
export function err<E>(error: E): Err<E> {
  return { ok: false, error };
}
