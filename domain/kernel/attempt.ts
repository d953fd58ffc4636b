import { Refused, type Rejection } from './rejection.js';
import { err, ok, type Result } from './result.js';

/** Runs a decision and turns a refusal inside it into a value; bugs still surface as errors. */
export function attempt<T>(decide: () => T): Result<T, Rejection> {
  try {
    return ok(decide());
  } catch (problem) {
    if (problem instanceof Refused) return err(problem.rejection);
    throw problem;
  }
}

/** The value of a result; a refusal goes on to the nearest `attempt`. */
export function demand<T>(result: Result<T, Rejection>): T {
  if (result.ok) return result.value;
  throw new Refused(result.error);
}
