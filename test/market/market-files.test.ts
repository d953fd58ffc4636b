import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readAnchors } from '../../src/adapters/market-files/anchor-file.js';
import { markPath } from '../../src/adapters/market-files/mark-path.js';
import { readPriceFile } from '../../src/adapters/market-files/price-file.js';
import { canonicalSymbol, marketOf } from '../../src/adapters/market-files/symbols.js';
import { readTierFile } from '../../src/adapters/market-files/tier-file.js';
import { drawBook } from '../../src/generate/book.js';
import { drawMarket } from '../../src/generate/market-path.js';
import { describeWith, repositoryRoot, sharedPath } from '../support/shared-material.js';

const HEADER = 'open_time_ms,symbol,open,high,low,close,volume\n';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function written(name: string, text: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const row = (time: number, symbol: string, prices: string): string =>
  `${time},${symbol},${prices},1\n`;
const T = 1_760_000_000_000;

describe('symbols', () => {
  it.each([
    ['BTCUSDT', 'BTC', 'USDT'],
    ['BTC/USDT:USDT', 'BTC', 'USDT'],
    ['BTC-USDT', 'BTC', 'USDT'],
    ['BTCUSDT-PERP', 'BTC', 'USDT'],
    ['1000SHIBUSDT', '1000SHIB', 'USDT'],
    ['BNBUSD', 'BNB', 'USD'],
  ])('%s is %s in %s', (symbol, base, quote) => {
    expect(marketOf(symbol)).toEqual({ base, quote });
    expect(canonicalSymbol(symbol)).toBe(`${base}${quote}`);
  });
});

describe('a price file', () => {
  it('is read whole, also gzipped', async () => {
    const text = HEADER + row(T, 'AUSDT', '1,2,0.5,1.5') + row(T + 60_000, 'AUSDT', '1.5,2,1,1');
    const plain = await readPriceFile(written('p.csv', text));
    const zipped = await readPriceFile(written('q.csv.gz', gzipSync(text)));
    expect(plain.step).toBe(60_000);
    expect(plain.batches).toEqual(zipped.batches);
    expect(plain.batches[1]?.candles.get('AUSDT')).toEqual({
      open: '1.5',
      high: '2',
      low: '1',
      close: '1',
    });
  });

  it('may be an exchange kline file without a header, in microseconds', async () => {
    const line = (time: number): string => `${time}000,1,2,0.5,1.5,10,${time}999,0,0,0,0,0\n`;
    const series = await readPriceFile(
      written('BTCUSDT-1m-2025-01.csv', line(T) + line(T + 60_000)),
    );
    expect(series.symbols).toEqual(['BTCUSDT']);
    expect(series.batches.map(({ time }) => time)).toEqual([T, T + 60_000]);
  });

  it.each<[string, string, number]>([
    ['high-below-low', row(T + 60_000, 'AUSDT', '1,0.4,0.5,1'), 3],
    ['outside-range', row(T + 60_000, 'AUSDT', '3,2,0.5,1'), 3],
    ['number', row(T + 60_000, 'AUSDT', '1,2,0.5,NaN'), 3],
    ['number', row(T + 60_000, 'AUSDT', '1,2,5e-1,1'), 3],
    ['not-positive', row(T + 60_000, 'AUSDT', '0,2,0,1'), 3],
    ['duplicate', row(T, 'AUSDT', '1,2,0.5,1'), 3],
    ['time-back', row(T - 60_000, 'AUSDT', '1,2,0.5,1'), 3],
    [
      'gap',
      row(T + 60_000, 'AUSDT', '1,2,0.5,1') +
        row(T + 120_000, 'AUSDT', '1,2,0.5,1') +
        row(T + 300_000, 'AUSDT', '1,2,0.5,1'),
      5,
    ],
    ['columns', `${T + 60_000},AUSDT,1\n`, 3],
  ])('with a bad row (%s) is refused with its line', async (kind, text, line) => {
    const path = written('p.csv', HEADER + row(T, 'AUSDT', '1,2,0.5,1.5') + text);
    await expect(readPriceFile(path)).rejects.toMatchObject({
      name: 'BadRows',
      rows: [{ line, kind }],
    });
    const series = await readPriceFile(path, { skipBad: true });
    expect(series.skipped).toHaveLength(1);
  });

  it('plays open, low, high, close when it rises and open, high, low, close when it falls', async () => {
    const text = HEADER + row(T, 'AUSDT', '1,4,0.5,3') + row(T, 'BUSDT', '3,4,0.5,1');
    const series = await readPriceFile(written('p.csv', text));
    const prices = [...markPath(series, 'ohlc')].map(({ marks }) => [marks.AUSDT, marks.BUSDT]);
    expect(prices).toEqual([
      ['1', '3'],
      ['0.5', '4'],
      ['4', '0.5'],
      ['3', '1'],
    ]);
    expect([...markPath(series, 'close')].map(({ marks }) => marks.AUSDT)).toEqual(['3']);
  });
});

describe('the shipped snapshots', () => {
  const anchors = join(repositoryRoot, 'examples/market/anchors.csv');

  it('are three, and the drawn market passes through each', async () => {
    const { assets, rows } = await readAnchors(anchors);
    expect(rows.map(({ prices }) => prices[0])).toEqual(['118000', '113200', '87959.907984']);
    const text = drawMarket({ assets, rows }, { step: 7_200_000, seed: 7 });
    expect(text).toBe(drawMarket({ assets, rows }, { step: 7_200_000, seed: 7 }));
    expect(text).not.toBe(drawMarket({ assets, rows }, { step: 7_200_000, seed: 8 }));
    const series = await readPriceFile(written('market.csv', text));
    expect(series.simulated).toContain('simulated between real snapshots');
    for (const [index, asset] of assets.entries()) {
      const first = series.batches[0]?.candles.get(`${asset}USD`);
      const last = series.batches.at(-1)?.candles.get(`${asset}USD`);
      expect(first?.open).toBe(rows[0]?.prices[index]);
      expect(last?.close).toBe(rows[2]?.prices[index]);
      const middle = series.batches.find(({ time }) => time === rows[1]?.time);
      expect(middle?.candles.get(`${asset}USD`)?.open).toBe(rows[1]?.prices[index]);
    }
  });

  it('refuse a rate of zero, such as the bad quote that was printed', async () => {
    const path = written(
      'bad.csv',
      'time,BTC,USDT\n2025-07-29T02:00Z,118000,1\n2025-09-09T08:00Z,113200,0.0000\n',
    );
    await expect(readAnchors(path)).rejects.toMatchObject({
      rows: [{ line: 3, kind: 'not-positive' }],
    });
  });
});

describeWith('data/crashes', 'recorded crashes', () => {
  const files = readdirSync(sharedPath('data/crashes'));

  it.each(files)(
    '%s is read without a bad row and carries a book',
    async (name) => {
      const prices = await readPriceFile(sharedPath(`data/crashes/${name}`));
      expect(prices.skipped).toEqual([]);
      const tiers = await readTierFile(
        sharedPath('data/tiers/binance_usdm_leverage_tiers_2024-10-24.csv'),
      );
      const matched = prices.symbols.filter((symbol) => tiers.has(symbol));
      expect(matched.length).toBeGreaterThan(0);
      const draw = { accounts: 200, seed: 7, prices, tiers };
      const lines = [...drawBook(draw)];
      expect(lines).toEqual([...drawBook(draw)]);
      const counts = lines
        .slice(1)
        .map((line) => (JSON.parse(line) as { positions: unknown[] }).positions.length);
      expect(Math.max(...counts)).toBeGreaterThanOrEqual(Math.min(2, prices.symbols.length));
      expect(JSON.parse(lines[0]!)).toMatchObject({ generated: true, settlement: 'USDT' });
    },
    30_000,
  );
});
