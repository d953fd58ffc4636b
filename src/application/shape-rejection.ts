import { rejection, type Rejection } from '../../domain/index.js';
import type { InvalidInput } from '../input/invalid-input.js';

/** The first problem of a shape as a refusal. */
export function shapeRejection(problems: readonly InvalidInput[]): Rejection {
  const [first] = problems;
  const { path = '$', expected = '', received = '' } = first ?? {};
  return rejection('input.invalid', `${path}: expected ${expected}, got ${received}`, {
    field: path,
    figure: received,
    limit: expected,
  });
}
