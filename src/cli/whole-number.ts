import { InvalidArgumentError } from 'commander';

/** A whole number of an option, 1 or more. */
export function some(text: string): number {
  const number = whole(text);
  if (number === 0) throw new InvalidArgumentError('1 or more is needed');
  return number;
}

/** A whole number of an option, of nine digits at most. */
export function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number is needed');
  return Number(text);
}
