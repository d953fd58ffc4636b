import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from '../../src/cli/program.js';
import type { ReplayReport } from '../../src/replay/replay-report.js';
import { renderReplayReport } from '../../src/report/page.js';
import { describeWith, sharedPath } from '../support/shared-material.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a command as the shell would and returns what it printed. */
async function plimsoll(...words: string[]): Promise<string> {
  const lines: string[] = [];
  const terminal = { out: (line: string) => lines.push(line), err: () => 0, interactive: false };
  let code = 0;
  await program(terminal, (exit) => {
    code = exit;
  }).parseAsync(words, { from: 'user' });
  expect(code).toBe(0);
  return lines.join('\n');
}

interface Summary {
  stateHash: string;
  totals: Record<string, number | string>;
}

describeWith('data/crashes', 'a replay', () => {
  const prices = sharedPath('data/crashes/2025-10-10_bybit_usdt_perp_30m.csv');
  const tiers = sharedPath('data/tiers/binance_usdm_leverage_tiers_2024-10-24.csv');

  async function replay(out: string, ...more: string[]): Promise<Summary> {
    const book = join(folder, 'book.jsonl');
    const words = ['replay', '--prices', prices, '--book', book, '--tiers', tiers];
    const rest = ['--preset', 'kraken-futures', '--out', join(folder, out), '--json', ...more];
    return JSON.parse(await plimsoll(...words, ...rest)) as Summary;
  }

  it('liquidates, accounts for every deficit, repeats to the byte and rebuilds from its tape', async () => {
    await plimsoll(
      'book',
      '--prices',
      prices,
      '--tiers',
      tiers,
      '--accounts',
      '150',
      '--out',
      join(folder, 'book.jsonl'),
    );
    const first = await replay('one', '--fund', '5000');
    const second = await replay('two', '--fund', '5000', '--audit', '20');
    const tape = (out: string): string => readFileSync(join(folder, out, 'events.jsonl'), 'utf8');
    expect(tape('two')).toBe(tape('one'));
    expect(second.stateHash).toBe(first.stateHash);
    const { totals } = first;
    expect(totals.breached).toBeGreaterThan(10);
    // A drawn book is healthy when it comes in, so nothing is liquidated at the first prices.
    const started = tape('one')
      .split('\n')
      .filter((line) => line.includes('LiquidationStarted'));
    const opening = '"at":1759968000000';
    expect(started.filter((line) => line.includes(opening))).toEqual([]);
    expect(
      Number(totals.restored) +
        Number(totals.closed) +
        Number(totals.bankrupt) +
        Number(totals.waiting),
    ).toBe(totals.breached);
    const paid = Number(totals.coveredByFund) + Number(totals.carried) + Number(totals.absorbed);
    expect(paid).toBeCloseTo(Number(totals.deficits), 6);
    expect(Number(totals.fundBefore) - Number(totals.coveredByFund)).toBeCloseTo(
      Number(totals.fundAfter),
      6,
    );
    const rebuilt = JSON.parse(
      await plimsoll('rebuild', join(folder, 'one', 'events.jsonl'), '--json'),
    ) as Summary;
    expect(rebuilt.stateHash).toBe(first.stateHash);
    const csv = readFileSync(join(folder, 'one', 'accounts.csv'), 'utf8')
      .trim()
      .split('\n');
    expect(csv).toHaveLength(151);
  }, 120_000);

  it('does the same with accounts in a store, which then gives them back', async () => {
    const store = join(folder, 'accounts');
    const stored = await replay('three', '--fund', '5000', '--store', store);
    for (const file of ['events.jsonl', 'accounts.csv', 'report.html']) {
      const [one, three] = ['one', 'three'].map((out) => readFileSync(join(folder, out, file)));
      expect(three!.equals(one!)).toBe(true);
    }
    const events = join(folder, 'three', 'events.jsonl');
    const words = ['rebuild', events, '--store', store, '--json'];
    const rebuilt = JSON.parse(await plimsoll(...words)) as Summary;
    expect(rebuilt).toEqual({ stateHash: stored.stateHash, accounts: 150 });
    await expect(replay('four', '--store', store)).rejects.toThrow(/has accounts already/);
    await expect(replay('four', '--store', events)).rejects.toThrow(/cannot be opened/);
  }, 120_000);

  it('writes a page that loads nothing from anywhere', async () => {
    const page = readFileSync(join(folder, 'one', 'report.html'), 'utf8');
    expect(page.match(/(?:src|href)\s*=\s*["'](?:https?:)?\/\//g)).toBeNull();
    const island = /<script type="application\/json" id="report">(.*?)<\/script>/s.exec(page)?.[1];
    const report = JSON.parse(island ?? '{}') as ReplayReport;
    expect(report.times).toHaveLength(241);
    expect(report.generatedBook).toBe(true);
    const [first] = report.worst;
    expect(report.shocks?.account).toBe(first?.account);
    expect(page).toContain(`What if: ${first?.account}, before the market moved`);
    const hostile = '</script><img src=x onerror=alert(1)>';
    const worst = report.worst.map((one) => ({ ...one, account: hostile }));
    const shocks = { ...report.shocks!, account: hostile };
    const again = renderReplayReport({ ...report, title: hostile, worst, shocks });
    expect(again).not.toContain('<img src=x');
    const parsed = /id="report">(.*?)<\/script>/s.exec(again)?.[1];
    expect((JSON.parse(parsed ?? '{}') as ReplayReport).title).toBe(hostile);
  });

  it.each(readdirSync(sharedPath('data/crashes')))(
    'runs over %s',
    async (name) => {
      const file = sharedPath(`data/crashes/${name}`);
      const book = join(folder, 'small.jsonl');
      await plimsoll('book', '--prices', file, '--tiers', tiers, '--accounts', '12', '--out', book);
      const out = join(folder, 'small');
      const words = [
        'replay',
        '--prices',
        file,
        '--book',
        book,
        '--tiers',
        tiers,
        '--out',
        out,
        '--json',
      ];
      const summary = JSON.parse(await plimsoll(...words, '--preset', 'kraken-margin')) as Summary;
      expect(summary.stateHash).toMatch(/^[0-9a-f]{64}$/);
    },
    60_000,
  );
});
