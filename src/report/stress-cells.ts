import type { AxisTerms, ReportedCell } from '../application/stress-report.js';

/** What became of an account under a shock, the worst that is true. */
export type CellState = 'safe' | 'called' | 'breached' | 'liquidated' | 'closed' | 'bankrupt';

/** What is written in a cell of each state. */
export const STATE_WORDS: Readonly<Record<CellState, string>> = {
  safe: 'safe',
  called: 'called',
  breached: 'breached, nothing closed',
  liquidated: 'liquidated in part',
  closed: 'liquidated whole',
  bankrupt: 'more lost than was there',
};

/** The worst that happened in a cell. */
export function cellState({ called, breached, closeOuts, left }: ReportedCell): CellState {
  if (left.deficit !== '0' || left.debt !== '0') return 'bankrupt';
  if (closeOuts > 0) return left.positions === 0 ? 'closed' : 'liquidated';
  if (breached) return 'breached';
  return called ? 'called' : 'safe';
}

/** What an axis shocks, in words. */
export function axisName({ asset }: AxisTerms): string {
  return asset ?? 'all assets';
}

/** A share as signed percent: `-0.05` as `-5 %`. Moves the point, so nothing is rounded. */
export function shownShare(share: string): string {
  const negative = share.startsWith('-');
  const [whole = '0', fraction = ''] = share.replace('-', '').split('.');
  const padded = fraction.padEnd(2, '0');
  const digits = `${whole}${padded.slice(0, 2)}`.replace(/^0+(?=\d)/, '');
  const rest = padded.slice(2).replace(/0+$/, '');
  const number = rest === '' ? digits : `${digits}.${rest}`;
  if (number === '0') return '0 %';
  return `${negative ? '\u2212' : '+'}${number} %`;
}
