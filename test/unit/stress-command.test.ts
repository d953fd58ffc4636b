import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReportedCell, StressReport } from '../../src/application/stress-report.js';
import { readAxes, readRange } from '../../src/cli/shock-range.js';
import { stressScenario, type StressOptions } from '../../src/cli/stress.js';
import { cellState, shownShare } from '../../src/report/stress-cells.js';
import { repositoryRoot } from '../support/shared-material.js';

const SCENARIO = join(repositoryRoot, 'examples/what-if/hedged.yaml');

async function stressed(options: Partial<StressOptions>): Promise<string> {
  const lines: string[] = [];
  const terminal = { out: (line: string) => lines.push(line), err: () => 0, interactive: false };
  expect(await stressScenario(terminal, SCENARIO, { slippage: '0', ...options })).toBe(0);
  return lines.join('\n');
}

describe('plimsoll stress', () => {
  it('lists one axis with what closes first and what is left', async () => {
    const said = await stressed({ asset: ['BTC=-0.25..-0.15/0.05'] });
    // 14,358 of equity. At -20 % the long has lost 12,000 and the collateral 1,080: 1,278 is left,
    // below 5 % of 48,000 + 24,000 = 3,600, and above the 1,200 of ETH alone.
    expect(said).toMatch(/−20 % .* 1\u202f278\.00 .* liquidated in part .* long 1 BTC-PERP .* 1 /);
    expect(said).toMatch(/−15 % .* 4\u202f548\.00 .* called/);
    expect(said).toMatch(/−25 % .* more lost than was there/);
  });

  it('writes a grid of two assets as table, JSON and heat map', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
    const out = join(folder, 'heat.html');
    const asset = ['BTC=-0.2..0/0.1', 'ETH=0..0.1/0.1'];
    const said = await stressed({ asset, out });
    expect(said).toContain('BTC \\ ETH');
    expect(said).toMatch(/1\u202f\d+ L|1\u202f278 L/);
    const page = readFileSync(out, 'utf8');
    rmSync(folder, { recursive: true });
    expect([...page.matchAll(/data-at="\d,\d"/g)].length).toBe(6);
    expect(page).not.toMatch(/https?:\/\//);
    const report = JSON.parse(await stressed({ asset, json: true })) as StressReport;
    expect(report.cells.map((row) => row.length)).toEqual([2, 2, 2]);
    expect(report.cells[2]![0]).toMatchObject({ row: '0', column: '0', equity: '14358' });
  });

  it('looks at an earlier step', async () => {
    const report = JSON.parse(await stressed({ at: 4, json: true, all: '0..0/1' })) as StressReport;
    expect(report.cells).toMatchObject([[{ equity: '14370' }]]);
  });

  it('refuses what cannot be meant', async () => {
    await expect(stressed({ account: 'bob' })).rejects.toThrow('there is no account bob');
    await expect(stressed({ asset: ['DOGE'] })).rejects.toThrow('nothing has a price in DOGE');
    await expect(stressed({ slippage: '2' })).rejects.toThrow('slippage');
    await expect(stressed({ all: '0..1/1', asset: ['BTC', 'ETH'] })).rejects.toThrow('two axes');
  });
});

describe('a range of shocks', () => {
  it('includes both ends', () => {
    expect(readRange('-0.1..0.1/0.05')).toEqual(['-0.1', '-0.05', '0', '0.05', '0.1']);
    expect(readRange('0..0.25/0.1')).toEqual(['0', '0.1', '0.2']);
  });

  it.each(['1', '0..1', '0..x/1', '1..0/0.1', '0..1/0', '-1..1/0.1', '0..1/0.0001'])(
    'refuses %s',
    (range) => {
      expect(() => readRange(range)).toThrow(range);
    },
  );

  it('shocks all assets unless told otherwise', () => {
    expect(readAxes(undefined).rows).toMatchObject({ shares: { length: 11 } });
    expect(readAxes('0..1/1', ['BTC'])).toMatchObject({
      rows: { shares: ['0', '1'] },
      columns: { asset: 'BTC' },
    });
  });

  it.each([
    ['-0.05', '\u22125 %'],
    ['0.1', '+10 %'],
    ['0', '0 %'],
    ['0.0025', '+0.25 %'],
    ['1.5', '+150 %'],
  ])('is shown in percent: %s', (share, words) => {
    expect(shownShare(share)).toBe(words);
  });
});

describe('the state of a cell', () => {
  const cell = (over: Partial<ReportedCell>, left: Partial<ReportedCell['left']> = {}) =>
    cellState({
      row: '0',
      equity: '1',
      called: false,
      breached: false,
      first: null,
      closeOuts: 0,
      ...over,
      left: { equity: '1', positions: 1, deficit: '0', debt: '0', ...left },
    });

  it('is the worst that is true', () => {
    expect(cell({})).toBe('safe');
    expect(cell({ called: true })).toBe('called');
    expect(cell({ called: true, breached: true })).toBe('breached');
    expect(cell({ breached: true, closeOuts: 1 })).toBe('liquidated');
    expect(cell({ breached: true, closeOuts: 1 }, { positions: 0 })).toBe('closed');
    expect(cell({ closeOuts: 1 }, { positions: 0, deficit: '2' })).toBe('bankrupt');
  });
});
