import { basename } from 'node:path';
import { parseDecimal } from '../../../domain/index.js';
import { BadRows, type BadRow } from './bad-rows.js';
import { csvRows } from './csv-rows.js';
import { canonicalSymbol } from './symbols.js';

/** One funding payment that is due at a time. */
export interface FundingStamp {
  readonly time: number;
  readonly symbol: string;
  readonly rate: string;
  /** The mark price of the payment; absent: the engine's mark. */
  readonly mark?: string;
}

/**
 * Reads a funding file: funding_time_ms, funding_rate and mark_price, the symbol from its name.
 * @throws BadRows naming lines and reasons
 */
export async function readFundingFile(path: string): Promise<readonly FundingStamp[]> {
  const symbol = canonicalSymbol(basename(path).split(/[-_.]/)[0] ?? '');
  const stamps: FundingStamp[] = [];
  const bad: BadRow[] = [];
  for await (const { line, cells } of csvRows(path)) {
    const [stamp = '', rate = '', mark = ''] = cells;
    if (line === 1 && !/^\d+$/.test(stamp)) continue;
    const time = Number(stamp);
    const before = stamps.at(-1)?.time ?? 0;
    if (!/^\d{13}$/.test(stamp) || !parseDecimal(rate).ok) {
      bad.push({ line, kind: 'number', detail: cells.join(',').slice(0, 60) });
    } else if (time <= before) {
      bad.push({ line, kind: 'time-back', detail: stamp });
    } else {
      const priced = mark !== '' && parseDecimal(mark).ok ? { mark } : {};
      stamps.push({ time, symbol, rate, ...priced });
    }
  }
  if (bad.length > 0) throw new BadRows(basename(path), bad);
  return stamps;
}
