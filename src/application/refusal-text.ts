import type { Rejection } from '../../domain/index.js';

/**
 * A refusal in one line: what was wrong, then the field, the figure and the limit it names, in
 * their unit. Of a name that nothing goes by, the limit lists those that are known.
 */
export function refusalText({ message, field, figure, limit, unit }: Rejection): string {
  const of = unit === undefined ? '' : ` ${unit}`;
  const named = [
    ...(field === undefined || field === '' ? [] : [`field ${field}`]),
    ...(figure === undefined || figure === '' ? [] : [`figure ${figure}${of}`]),
    ...(limit === undefined || limit === '' ? [] : [`limit ${limit}${of}`]),
  ];
  return named.length === 0 ? message : `${message} (${named.join(', ')})`;
}

/** The same behind its code, as it stands where refusals are told apart. */
export function refusalLine(error: Rejection): string {
  return `${error.code}: ${refusalText(error)}`;
}
