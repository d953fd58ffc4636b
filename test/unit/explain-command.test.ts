import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from '../../src/cli/program.js';
import { UsageError } from '../../src/cli/terminal.js';
import { stageAt } from '../../src/cli/scenario-stage.js';
import { repositoryRoot } from '../support/shared-material.js';

const scenario = (name: string) => join(repositoryRoot, 'test/scenarios', `${name}.yaml`);
const WHY = scenario('why-liquidated');

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

describe('plimsoll explain', () => {
  it('says so when there is nothing to explain yet', async () => {
    expect(await plimsoll('explain', WHY, '--at', '1')).toBe(
      'there is nothing to explain after step 1',
    );
  });

  it('refuses accounts, pools, positions, cases and steps that are not there', async () => {
    expect(await wrong('explain', WHY, '--account', 'nobody')).toContain('no account nobody');
    expect(await wrong('explain', WHY, '--pool', 'isolated:X')).toContain('no pool isolated:X');
    expect(await wrong('explain', WHY, '--position', 'X')).toContain('no position X');
    expect(await wrong('explain', WHY, '--case', 'a/cross/9')).toContain('there are a/cross/6');
    expect(await wrong('explain', WHY, '--case', '--at', '4')).toContain('nothing was liquidated');
    expect(await wrong('explain', WHY, '--at', '99')).toContain('between 1 and 16');
    expect(await wrong('explain', WHY, '--why-liquidated', '--since', '99')).toContain('a step');
    expect(await wrong('explain', WHY, '--why-liquidated', '--at', '4')).toContain(
      'no liquidation',
    );
  });

  it('explains a figure of a position down to its fills', async () => {
    const figure = ['--figure', 'entryPrice', '--position', 'BTC-PERP', '--at', '13'];
    const said = await plimsoll('explain', WHY, ...figure);
    expect(said).toContain('a, cross, BTC-PERP, after step 13');
    expect(said).toContain('entryPrice = 50000');
    expect(said).toContain(
      '1 at 50000 = 50000  event 8 PositionOpened at 2025-10-10T12:00:00.000Z',
    );
  });

  it('tells the cases alone when it is asked for them', async () => {
    const said = await plimsoll('explain', WHY, '--case');
    expect(said.split('\n')).toEqual([
      'case a/cross/6: a, cross',
      '  equity of cross fell to its maintenance margin: 2560 against 2607.5',
      '  closing long BTC-PERP: its profit of -4500 ranks before -950 of ETH-PERP (1 asked for)',
      '    before it: equity 2560, maintenance 2607.5, slack -47.5',
      '    filled 1 at 45400, mark 45500, slippage 100: profit -4600, fee 0',
      '    after it: equity 2460, maintenance 332.5, slack 2127.5',
      '  stopped: equity 2460 is above the target again, which is 332.5',
    ]);
  });

  it('leads from the level that was shown to the price that was got', async () => {
    const said = await plimsoll('explain', WHY, '--why-liquidated', '--since', '7');
    expect(said).toMatch(/shown .* 44100 /);
    expect(said).not.toContain('funding');
    expect(said).toMatch(/in all .* \+1450 .* 45550 /);
    expect(said).toMatch(/mark-against-last .* -100 /);
    const json = await plimsoll('explain', WHY, '--why-liquidated', '--json');
    expect(JSON.parse(json)).toMatchObject({
      difference: '1550',
      worst: { mark: '45500', reached: false },
      execution: { price: '45400' },
    });
  });
});

describe('plimsoll history', () => {
  const source = scenario('trade-history');

  it('prints a table, CSV or a page of JSON', async () => {
    expect(await plimsoll('history', source)).toMatch(/reduced .* 130 .* 40 .* 0\.26 /);
    const csv = await plimsoll('history', source, '--kind', 'ledger', '--csv');
    expect(csv.split('\n')).toHaveLength(7);
    expect(csv.split('\n').at(-1)).toContain('USD,fee,-0.26,1039.41,venue,FeeCharged');
    const page = await plimsoll('history', source, '--limit', '2', '--json');
    expect(JSON.parse(page)).toMatchObject({ kind: 'fills', rows: [{}, {}], next: '8.0' });
    const rest = await plimsoll('history', source, '--cursor', '8.0', '--limit', '1');
    expect(rest).toContain('more follow: --cursor 10.0');
    expect(await plimsoll('history', source, '--kind', 'interest')).toBe('no interest');
  });

  it('reads the tape of a run as well as a scenario', async () => {
    const { stage } = await stageAt(WHY, undefined);
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
    const tape = join(folder, 'events.jsonl');
    const lines = stage.journal.envelopes.map((envelope) => `${JSON.stringify(envelope)}\n`);
    writeFileSync(tape, lines.join(''));
    try {
      expect(readFileSync(tape, 'utf8').length).toBeGreaterThan(0);
      const of = (path: string) => plimsoll('history', path, '--kind', 'liquidations', '--csv');
      expect(await of(tape)).toBe(await of(WHY));
      const why = (path: string) => plimsoll('explain', path, '--why-liquidated', '--json');
      expect(await why(tape)).toBe(await why(WHY));
      expect(await wrong('explain', tape, '--at', '999')).toContain('between 1 and');
      expect(await plimsoll('explain', tape, '--at', '6')).toContain('a, cross, after event 6');
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(await wrong('history', join(folder, 'none.jsonl'))).toContain('none.jsonl');
    expect(await wrong('history', join(folder, 'none.yaml'))).toContain('there is no file');
  });
});
