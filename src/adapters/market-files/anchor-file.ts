import { basename } from 'node:path';
import { parseDecimal, parseInstant } from '../../../domain/index.js';
import { BadRows } from './bad-rows.js';
import { csvRows } from './csv-rows.js';

/** Real market snapshots: prices of several assets at a few times. */
export interface Anchors {
  readonly assets: readonly string[];
  readonly rows: readonly { readonly time: number; readonly prices: readonly string[] }[];
}

/**
 * Reads snapshots: a `time` column in ISO 8601 UTC, then one column per asset.
 * @throws BadRows for a time that goes back or a price that is not positive
 */
export async function readAnchors(path: string): Promise<Anchors> {
  const file = basename(path);
  const rows: { time: number; prices: string[] }[] = [];
  let assets: string[] = [];
  for await (const { line, cells } of csvRows(path)) {
    const [stamp = '', ...prices] = cells;
    if (assets.length === 0) {
      assets = prices;
      continue;
    }
    const time = parseInstant(stamp);
    if (!time.ok)
      throw new BadRows(file, [{ line, kind: 'number', detail: `${stamp}: ${time.error}` }]);
    if (time.value <= (rows.at(-1)?.time ?? -1)) {
      throw new BadRows(file, [{ line, kind: 'time-back', detail: stamp }]);
    }
    if (prices.length !== assets.length) {
      throw new BadRows(file, [{ line, kind: 'columns', detail: `${prices.length} prices` }]);
    }
    prices.forEach((price, index) => {
      const read = parseDecimal(price);
      if (!read.ok || read.value.lte(0)) {
        const detail = `${assets[index]} ${price}: a rate must be a positive decimal`;
        throw new BadRows(file, [{ line, kind: 'not-positive', detail }]);
      }
    });
    rows.push({ time: time.value, prices });
  }
  if (rows.length < 2) {
    throw new BadRows(file, [{ line: 1, kind: 'columns', detail: 'two snapshots are needed' }]);
  }
  return { assets, rows };
}
