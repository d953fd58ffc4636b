import type { Rejection, ScheduleWarning } from '../../domain/index.js';

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

/** A warning in one line: whose schedule, where it stands and what is suspicious about it. */
export function warningText({ instrument, field, message }: ScheduleWarning): string {
  return `${instrument === undefined ? '' : `${instrument} `}${field}: ${message}`;
}
