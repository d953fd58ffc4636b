import { type Rational } from '../../domain/index.js';

const DECIMALS = 30;

/** A fraction in plain decimals for a table: exact where it comes out, else to 30 places. */
export function plain(value: Rational): string {
  const exact = value.toString();
  if (!exact.endsWith('...')) return exact;
  return value.toFixed(DECIMALS, 'half-even').replace(/\.?0+$/, '');
}
