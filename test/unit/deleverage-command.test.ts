import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from '../../src/cli/program.js';
import { UsageError } from '../../src/cli/terminal.js';
import type { Deleveraged } from '../../src/history/why-deleveraged.js';
import type { DeleverageComparison } from '../../src/replay/deleverage-comparison.js';
import { repositoryRoot } from '../support/shared-material.js';

/** Runs the command line, and gives what it said; a wrong use is thrown, as `main` meets it. */
async function plimsoll(...words: string[]): Promise<string> {
  const lines: string[] = [];
  const terminal = { out: (line: string) => lines.push(line), err: () => 0, interactive: false };
  await program(terminal, (code) => {
    expect(code).toBe(0);
  }).parseAsync(['node', 'plimsoll', ...words]);
  return lines.join('\n');
}

async function wrong(...words: string[]): Promise<string> {
  const problem: unknown = await plimsoll(...words).catch((thrown: unknown) => thrown);
  expect(problem).toBeInstanceOf(UsageError);
  return (problem as Error).message;
}

const START = 1_760_000_000_000;
const MINUTE = 60_000;

const candle = (index: number, open: number, close: number): string =>
  `${START + index * MINUTE},BTCUSDT,${open},${Math.max(open, close)},${Math.min(open, close)},${close}\n`;

const held = (account: string, side: string, quantity: string, margin: string, entry = '100') =>
  JSON.stringify({
    account,
    balances: [],
    positions: [
      { instrument: 'BTCUSDT', side, quantity, entry, mode: 'isolated', leverage: '2', margin },
    ],
  });

/** Writes a market and a book, and gives the options that name them. */
function written(name: string, candles: readonly string[], accounts: readonly string[]): string[] {
  const prices = join(folder, `${name}.csv`);
  writeFileSync(prices, `open_time_ms,symbol,open,high,low,close\n${candles.join('')}`);
  const book = join(folder, `${name}.jsonl`);
  const header = { book: 1, settlement: 'USDT', lots: { BTCUSDT: '1' } };
  writeFileSync(book, [JSON.stringify(header), ...accounts].join('\n'));
  return ['--prices', prices, '--book', book];
}

let folder: string;
let files: string[];

/** A long of 10 with 50 owes 550 at 40; shorts of 10 and 5 have won 600 and 300, one has lost. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
  const accounts = [
    held('bankrupt', 'long', '10', '50'),
    held('five', 'short', '5', '100'),
    held('loser', 'short', '20', '3000', '30'),
    held('ten', 'short', '10', '100'),
  ];
  files = written('crash', [candle(0, 100, 100), candle(1, 100, 40)], accounts);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const compare = (...more: string[]): Promise<DeleverageComparison> => compareOn(files, ...more);

const compareOn = async (on: string[], ...more: string[]): Promise<DeleverageComparison> =>
  JSON.parse(
    await plimsoll('deleverage', '--compare', ...on, '--json', ...more),
  ) as DeleverageComparison;

describe('plimsoll deleverage --compare', () => {
  it('tells who loses what under each way, and meets the deficit to the last digit', async () => {
    const { ways, accounts } = await compare();
    expect(accounts).toBe(4);
    const lost = Object.fromEntries(
      ways.map(({ way, losers }) => [way, losers.map(({ account, lost: of }) => [account, of])]),
    );
    const first = [['ten', '550']];
    expect(lost).toEqual({
      'profit-times-leverage': first,
      'profit-ratio': [
        ['five', '275'],
        ['ten', '275'],
      ],
      size: first,
      // 6 and 3 whole lots, and the one left to the first of the queue.
      'pro-rata': [
        ['ten', '385'],
        ['five', '165'],
      ],
      // 6 x 4 / 7 of the maintenance rate against 3 x 2 / 4 of it.
      binance: first,
      bitmex: first,
      bybit: first,
      // 0.4 x 400 / 700 against 0.4 x 200 / 400.
      hyperliquid: first,
      // 550 x 600 / 900 and 550 x 300 / 900; the remainder to the larger.
      'share-loss': [
        ['ten', '366.66666667'],
        ['five', '183.33333333'],
      ],
      claims: [
        ['ten', '366.66666667'],
        ['five', '183.33333333'],
      ],
    });
    for (const { way, deficits, met, overshoot, venueBore, claims, ...one } of ways) {
      expect({ way, deficits, met, overshoot, venueBore }).toEqual({
        way,
        deficits: '550',
        met: '550',
        overshoot: '0',
        venueBore: '0',
      });
      expect(claims).toBe(way === 'claims' ? '550' : '0');
      expect(one.lost).toBe('550');
    }
    // 10 at the mark of 40, and the profit of 60 on each.
    expect(ways[0]).toMatchObject({ closed: '400', profitClosed: '600', topTenth: '1.0000' });
    expect(ways.at(-1)).toMatchObject({ touched: 2, median: '366.66666667' });
  });

  it('tells the notional of inverse contracts in settlement', async () => {
    const { ways } = await compare('--preset', 'bitmex', '--rankings', 'size');
    // 10 from 100 are 1,000 contracts of 1 USD: worth 1,000 / 40 = 25 coins of 40 each, and their
    // profit is 1,000 / 40 - 1,000 / 100 = 15 of them.
    expect(ways[0]).toMatchObject({ closed: '1000', profitClosed: '600' });
  });

  it('tells what winners gain against the mark apart from what others lose', async () => {
    // At 95.5 the first is sold below its bankruptcy price of 95, and the short of 10 is closed
    // there: 0.5 x 10 better than at the mark. At 40 the second is bankrupt at 60: 20 x 5 is lost.
    const on = written(
      'slipped',
      [candle(0, 100, 100), candle(1, 100, 95.5), candle(2, 95.5, 40)],
      [
        held('first', 'long', '10', '50'),
        held('five', 'short', '5', '1000'),
        held('second', 'long', '5', '200'),
        held('ten', 'short', '10', '1000'),
      ],
    );
    const { ways } = await compareOn(on, '--rankings', 'size', '--slippage', '0.2');
    expect(ways[0]).toMatchObject({
      touched: 1,
      lost: '100',
      largest: { account: 'five', lost: '100' },
      median: '100',
      topTenth: '1.0000',
      gainers: 1,
      gained: '5',
      losers: [{ account: 'five', lost: '100' }],
    });
  });

  it('lets the fund pay first', async () => {
    const { ways } = await compare('--fund', '500', '--rankings', 'size,claims');
    expect(ways.map(({ way, fundPaid, met }) => [way, fundPaid, met])).toEqual([
      ['size', '500', '50'],
      ['claims', '500', '50'],
    ]);
  });

  const STAGED = ['okx-multi-currency', 'okx-portfolio', 'binance-usdm', 'bitmex'];

  it.each(STAGED)('decides what a stage of %s would have deleveraged', async (preset) => {
    const { ways } = await compare('--preset', preset, '--rankings', 'size,share-loss');
    for (const { deficits, met, lost, venueBore } of ways) {
      expect(deficits).not.toBe('0');
      expect({ met, lost, venueBore }).toEqual({ met: deficits, lost: deficits, venueBore: '0' });
    }
    // The larger bears it alone, or both share it.
    expect(ways.map(({ touched }) => touched)).toEqual([1, 2]);
  });

  it('writes a page that loads nothing, and every loser', async () => {
    const out = join(folder, 'out');
    const said = await plimsoll(
      'deleverage',
      '--compare',
      ...files,
      '--rankings',
      'pro-rata',
      '--out',
      out,
    );
    expect(said).toContain('pro-rata');
    expect(said).toContain('deleverage.html');
    const page = readFileSync(join(out, 'deleverage.html'), 'utf8');
    expect(page).not.toMatch(/(src|href)="?https?:/);
    expect(page).toContain('<td class="n" style="--heat:1.00">385</td>');
    expect(readFileSync(join(out, 'losses.csv'), 'utf8')).toBe(
      'way,account,lost\npro-rata,ten,385\npro-rata,five,165\n',
    );
  });

  it('refuses what it cannot compare, with the names there are', async () => {
    const call = ['deleverage', '--compare', ...files];
    expect(await wrong('deleverage', ...files)).toContain('--compare');
    expect(await wrong(...call, '--rankings', 'fifo')).toContain('no ranking fifo, only profit-');
    expect(await wrong(...call, '--rankings', 'size,size')).toContain('more than once');
    expect(await wrong(...call, '--preset', 'x')).toContain('kraken-futures');
    expect(await wrong(...call, '--fund', '-1')).toContain('--fund');
    expect(await wrong(...call, '--book', join(folder, 'none'))).toContain('none');
  });
});

describe('plimsoll explain --why-deleveraged', () => {
  const scenario = (name: string) => join(repositoryRoot, 'test/scenarios', `${name}.yaml`);
  const why = async (name: string, ...more: string[]) =>
    JSON.parse(
      await plimsoll('explain', scenario(name), '--why-deleveraged', '--json', ...more),
    ) as { account: string; losses: Deleveraged[] }[];

  it('tells rank, score, quantity, price, mark and cost', async () => {
    const [one, ...others] = await why('deleverage-queue');
    expect(others).toEqual([]);
    expect(one).toMatchObject({
      account: 'ten',
      losses: [
        {
          what: 'closed',
          quantity: '10',
          price: '95',
          mark: '40',
          cost: '550',
          queue: {
            ranking: 'profit-times-leverage',
            rank: 1,
            of: 2,
            parts: { profitRatio: '0.6' },
          },
          deficit: { account: 'bankrupt', owed: '550', fundPaid: '0' },
          why:
            '10 closed at 95 against a mark of 40, which cost 550: rank 1 of 2 by ' +
            'profit-times-leverage, score 0.342857...; bankrupt owed 550, of which the ' +
            'insurance fund paid 0',
        },
      ],
    });
  });

  it('tells shares and claims by profit, and what the fund paid before', async () => {
    expect(await why('claims', '--account', 'short')).toMatchObject([
      { losses: [{ what: 'claimed', cost: '800', deficit: { owed: '850', fundPaid: '50' } }] },
    ]);
    expect(await why('share-loss', '--account', 'small')).toMatchObject([
      { losses: [{ what: 'shared', cost: '29.70297029', profit: '80', total: '8080' }] },
    ]);
  });

  it('tells a close that the venue ordered, and one for a close-out without a fill', async () => {
    const [named] = await why('deleverage-named');
    expect(named?.losses[0]?.why).toContain('the venue named the account');
    const [unfilled] = await why('deleverage-unfilled');
    expect(unfilled?.losses[0]?.why).toContain('which cost 1: rank 1 of 1');
    expect(unfilled?.losses[0]?.why).toContain('a close-out of short found no fill');
  });

  it('says in words, or that there is nothing', async () => {
    const said = await plimsoll('explain', scenario('deleverage-queue'), '--why-deleveraged');
    expect(said).toContain('rank 1 of 2');
    expect(said).toContain('leverage');
    const none = await plimsoll('explain', scenario('largest-loss-first'), '--why-deleveraged');
    expect(none).toContain('nobody lost anything to others');
    const path = scenario('claims');
    expect(await wrong('explain', path, '--why-deleveraged', '--account', 'x')).toContain(
      'no account x',
    );
  });
});
