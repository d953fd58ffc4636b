import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../support/shared-material.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
  writeFileSync(join(folder, 'torn.jsonl'), '{"book":1,"settlement":"USD"}\n{"account":\n');
  writeFileSync(join(folder, 'broken.csv.gz'), 'this is no archive');
  writeFileSync(join(folder, 'words.csv'), 'open_time_ms,symbol,open,high,low,close\n"a,b\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs the command line as a process and returns its exit code and what it said. */
function plimsoll(line: string): Promise<{ code: number; said: string }> {
  const words = line.replaceAll('DIR', folder).split(' ');
  const args = ['--no-warnings', '--import', './scripts/ts-node.mjs', 'src/cli/main.ts', ...words];
  return new Promise((done) => {
    const child = execFile(process.execPath, args, { cwd: repositoryRoot }, (_, out, err) => {
      done({ code: child.exitCode ?? -1, said: out + err });
    });
  });
}

describe('the command line', () => {
  it.each([
    ['replay --prices DIR/none.csv --book DIR/b --preset kraken-margin --out DIR/o', 'none.csv'],
    ['replay --prices DIR/broken.csv.gz --book DIR/b --preset kraken-margin --out DIR/o', 'header'],
    ['replay --prices DIR/words.csv --book DIR/b --preset kraken-margin --out DIR/o', 'Quote'],
    ['replay --prices DIR/words.csv --book DIR/b --preset none --out DIR/o', 'no preset none'],
    [
      'replay --prices DIR/x --book DIR/b --preset kraken-margin --option odd --out DIR/o',
      'no option odd; it has oldest-first',
    ],
    ['replay --prices DIR/words.csv', 'required option'],
    ['rebuild DIR/none.jsonl', 'none.jsonl'],
    ['rebuild DIR/torn.jsonl', 'line 1'],
    ['book --prices DIR/none.csv', 'none.csv'],
    ['market --anchors examples/market/anchors.csv --step PT7H', 'must divide'],
    ['book --prices DIR/none.csv --accounts -5', 'whole number'],
    ['run DIR/none.yaml', 'none.yaml'],
    ['explain test/scenarios/just-enough.yaml --at 99', 'between 1 and 5'],
    ['stress examples/what-if/hedged.yaml --all 1', 'from..to/step'],
    ['nonsense', 'unknown command'],
  ])(
    'says what is wrong and exits with 2: %s',
    async (line, words) => {
      const { code, said } = await plimsoll(line);
      expect({ code, said }).toEqual({ code: 2, said: expect.stringContaining(words) as string });
      expect(said).not.toContain('    at ');
    },
    30_000,
  );

  it('helps and exits with 0', async () => {
    expect(await plimsoll('--help')).toMatchObject({ code: 0 });
  }, 30_000);
});
