import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from '../../src/cli/program.js';
import { UsageError } from '../../src/cli/terminal.js';
import type { ReplayComparison, ComparedRun } from '../../src/replay/replay-comparison.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const PRICES = [
  'timestamp,symbol,open,high,low,close,volume',
  '1760054400000,BTCUSDT,100000,100000,100000,100000,1',
  '1760058000000,BTCUSDT,100000,100000,80000,80000,1',
].join('\n');

/** One long that loses more than it has, and one that a fall of a fifth leaves healthy. */
const BOOK = [
  { book: 1, settlement: 'USDT', lots: { BTCUSDT: '0.001' } },
  {
    account: 'deep',
    balances: [{ asset: 'USDT', amount: '15000' }],
    positions: [{ quantity: '1', leverage: '10' }],
  },
  {
    account: 'calm',
    balances: [{ asset: 'USDT', amount: '90000' }],
    positions: [{ quantity: '1', leverage: '2' }],
  },
]
  .map((line) =>
    'positions' in line
      ? {
          ...line,
          positions: line.positions.map((held) => ({
            instrument: 'BTCUSDT',
            side: 'long',
            entry: '100000',
            mode: 'cross',
            ...held,
          })),
        }
      : line,
  )
  .map((line) => JSON.stringify(line))
  .join('\n');

async function compare(...presets: string[]): Promise<ReplayComparison> {
  const [prices, book] = [join(folder, 'prices.csv'), join(folder, 'book.jsonl')];
  writeFileSync(prices, PRICES);
  writeFileSync(book, BOOK);
  const lines: string[] = [];
  const terminal = { out: (line: string) => lines.push(line), err: () => 0, interactive: false };
  const files = ['--prices', prices, '--book', book, '--out', join(folder, 'out')];
  const words = ['replay', ...files, '--fund', '2000', '--json', '--preset', ...presets];
  await program(terminal, () => undefined).parseAsync(words, { from: 'user' });
  return JSON.parse(lines.join('\n')) as ReplayComparison;
}

const ranOf = ({ runs }: ReplayComparison): ComparedRun[] =>
  runs.filter((run): run is ComparedRun => !('refused' in run));

describe('a replay under several presets', () => {
  it('tells who is liquidated and who pays, of each', async () => {
    const compared = await compare('kraken-margin', 'kraken-futures', 'span');
    const ran = ranOf(compared);
    expect(ran.map(({ preset }) => preset)).toEqual(['kraken-margin', 'kraken-futures', 'span']);
    expect(compared).toMatchObject({ accounts: 2, everywhere: 1, nowhere: 1 });
    for (const { liquidated, totals, borneByOthers } of ran) {
      expect(liquidated).toBe(1);
      // 15,000 against a loss of 20,000.
      expect(totals.deficits).toBe('5000');
      const { coveredByFund, carried, absorbed } = totals;
      const paid = [coveredByFund, carried, absorbed, borneByOthers].map(Number);
      expect(paid.reduce((sum, amount) => sum + amount, 0)).toBe(5000);
    }
    expect(ran[1]?.totals.coveredByFund).toBe('2000');
    const page = readFileSync(join(folder, 'out', 'comparison.html'), 'utf8');
    expect(page).toContain('under 3 presets');
    expect(page).toContain('href="span/report.html"');
    expect(page.match(/(?:src|href)\s*=\s*["'](?:https?:)?\/\//g)).toBeNull();
    readFileSync(join(folder, 'out', 'span', 'events.jsonl'));
  }, 60_000);

  it('runs inverse contracts of the same value, with what they lose in settlement', async () => {
    const [run] = ranOf(await compare('binance-coinm', 'kraken-futures'));
    // 100,000 contracts from 100,000 at 80,000 lose 0.25 BTC, worth 20,000.
    expect(run).toMatchObject({ liquidated: 1, totals: { liquidatedNotional: '100000' } });
    expect(run?.totals.deficits).toBe('5000');
  }, 60_000);

  it('counts what a stage closed without the venue, and what the fund kept of it', async () => {
    const [vega, bitmex] = ranOf(await compare('vega', 'bitmex'));
    // The network takes the long over at 100,000; the limit order of the other finds nobody.
    expect(vega?.totals).toMatchObject({ closeOuts: 1, liquidatedNotional: '100000' });
    expect(vega?.fundGained).toBe('15000');
    expect(bitmex?.totals).toMatchObject({ closeOuts: 0, waiting: 1 });
    for (const run of [vega, bitmex]) {
      expect(run?.liquidated).toBe(1);
      const { fundBefore, fundAfter, coveredByFund } = run!.totals;
      const gained = Number(fundAfter) - Number(fundBefore) + Number(coveredByFund);
      expect(Number(run?.fundGained)).toBeCloseTo(gained, 9);
    }
  }, 60_000);

  it('goes on where a preset refuses the book, and says why', async () => {
    const { runs } = await compare('kraken-futures+nonsense', 'span');
    const [first] = runs;
    expect(first !== undefined && 'refused' in first && first.refused).toContain(
      'has no option nonsense',
    );
    expect(ranOf({ runs } as ReplayComparison)).toHaveLength(1);
  }, 60_000);

  it('takes a preset that is a file', async () => {
    const file = join(folder, 'own.yaml');
    const margin = "{ model: flat, initial: '0.1', maintenance: '0.05' }";
    writeFileSync(
      file,
      `{ preset: 1, name: own, title: own, asOf: '2026-01-01', engine: { deficit: [] },
         template: { kind: linear, margin: ${margin} } }`,
    );
    const compared = await compare(file, 'span');
    const [own] = ranOf(compared);
    expect(compared.runs[0]).toMatchObject({ preset: 'own' });
    expect(own).toMatchObject({ preset: 'own', asOf: '2026-01-01', liquidated: 1 });
    // Nobody is in the list of payers, so the venue bears all of it.
    expect(own?.totals).toMatchObject({ deficits: '5000', absorbed: '5000' });
  }, 60_000);

  it('refuses presets that are named twice, and a book that runs nowhere', async () => {
    await expect(compare('span', 'all')).rejects.toThrow(UsageError);
    await expect(compare('nowhere', 'nobody')).rejects.toThrow(/runs under none of the presets/);
  }, 60_000);
});
