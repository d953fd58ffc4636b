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
