import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../src/cli/run-program.js';
import { repositoryRoot } from '../support/shared-material.js';

let folder: string;
const HEAD = 'open_time_ms,symbol,open,high,low,close\n';

/** Twenty minutes of one falling market, without the candle that is left out. */
function candles(leftOut?: number): string {
  const rows = Array.from({ length: 20 }, (_, minute) => minute)
    .filter((minute) => minute !== leftOut)
    .map((minute) => `${1_700_000_000_000 + minute * 60_000},BTCUSDT,100,110,80,${100 - minute}`);
  return `${HEAD}${rows.join('\n')}\n`;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
  writeFileSync(join(folder, 'torn.jsonl'), '{"book":1,"settlement":"USD"}\n{"account":\n');
  writeFileSync(join(folder, 'broken.csv.gz'), 'this is no archive');
  writeFileSync(join(folder, 'words.csv'), 'open_time_ms,symbol,open,high,low,close\n"a,b\n');
  writeFileSync(join(folder, 'odd.csv'), `${HEAD}1700000000000,ODD,1,1,1,1\n`);
  writeFileSync(join(folder, 'good.csv'), candles());
  writeFileSync(join(folder, 'packed.csv'), gzipSync(candles()));
  writeFileSync(join(folder, 'gap.csv'), candles(7));
  writeFileSync(join(folder, 'empty.jsonl'), '');
  writeFileSync(join(folder, 'empty.yaml'), '');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a command line and returns its exit code and what it said. */
async function plimsoll(line: string): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const told: string[] = [];
  const terminal = {
    out: (text: string) => said.push(text),
    err: (text: string) => told.push(text),
    interactive: false,
  };
  const code = await runProgram(line.replaceAll('DIR', folder).split(' '), terminal);
  return { code, said: (code === 0 ? said : told).join('\n') };
}

describe('the command line', () => {
  it.each([
    ['replay --prices DIR/none.csv --book DIR/b --preset kraken-margin --out DIR/o', 'none.csv'],
    [
      'replay --prices DIR/broken.csv.gz --book DIR/b --preset kraken-margin --out DIR/o',
      'columns',
    ],
    ['replay --prices DIR/words.csv --book DIR/b --preset kraken-margin --out DIR/o', 'Quote'],
    ['replay --prices DIR/words.csv --book DIR/b --preset none --out DIR/o', 'no preset none'],
    [
      'replay --prices DIR/x --book DIR/b --preset kraken-margin --option odd --out DIR/o',
      'no option odd; it has rate-of-value, share-of-used-margin, oldest-first',
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
    ['book --prices DIR/odd.csv', 'no market among its symbols (ODD)'],
    ['book --prices DIR', 'a folder, not a file'],
    ['book --prices DIR/gap.csv', 'a bad row'],
    ['market --anchors examples/market/anchors.csv --step PT1S', 'at most'],
    ['rebuild DIR/empty.jsonl', 'no account on the tape'],
    ['rebuild DIR/good.csv', 'line 1 is no event'],
    [
      'replay --prices DIR/good.csv --book DIR/b --preset kraken-futures --out DIR/o --fund abc',
      '--fund',
    ],
    [
      'replay --prices DIR/good.csv --book DIR/b --preset kraken-futures --out DIR/o --slippage 2',
      '--slippage',
    ],
    [
      'replay --prices DIR/good.csv --book DIR/empty.jsonl --preset kraken-futures --out DIR/o',
      'no account',
    ],
    ['conformance docs/adr', 'there is no scenario in docs/adr'],
  ])('says what is wrong and exits with 2: %s', async (line, words) => {
    const { code, said } = await plimsoll(line);
    expect({ code, said }).toEqual({ code: 2, said: expect.stringContaining(words) as string });
    expect(said).not.toContain('    at ');
  });

  it('helps, tells its version and exits with 0', async () => {
    expect(await plimsoll('--help')).toMatchObject({ code: 0 });
    const { version } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(await plimsoll('--version')).toEqual({ code: 0, said: version });
  });

  it('names the presets and leaves their options to the list of them', async () => {
    for (const verb of ['replay', 'deleverage', 'presets show']) {
      const { said } = await plimsoll(`${verb} --help`);
      expect(said.replaceAll(/\s+/g, ' ')).toContain('as `plimsoll presets` lists them');
      expect(said).not.toContain('venue-rollover');
    }
    expect((await plimsoll('presets')).said).toContain('  venue-rollover: ');
  });

  it('is a process with the same words and codes', () => {
    const main = ['--no-warnings', '--import', './scripts/ts-node.mjs', 'src/cli/main.ts'];
    const run = (...words: string[]): string =>
      execFileSync(process.execPath, [...main, ...words], {
        cwd: repositoryRoot,
        encoding: 'utf8',
        stdio: 'pipe',
      });
    expect(run('--help')).toContain('Exit codes');
    expect(() => run('nonsense')).toThrow(expect.objectContaining({ status: 2 }) as Error);
  }, 60_000);

  it('prints generated files as JSON where asked', async () => {
    const drawn = await plimsoll('book --prices DIR/good.csv --accounts 3 --json');
    expect(JSON.parse(drawn.said)).toMatchObject({
      header: { generated: true },
      accounts: [{}, {}, {}],
    });
    const line = 'market --anchors examples/market/anchors.csv --step PT24H --json';
    expect(await plimsoll(line)).toMatchObject({ code: 2 });
    const market = await plimsoll(
      'market --anchors examples/market/anchors.csv --step PT2H --json',
    );
    const { notes, candles: rows } = JSON.parse(market.said) as {
      notes: string[];
      candles: unknown[];
    };
    expect(notes[0]).toContain('simulated between real snapshots');
    expect(rows.length).toBeGreaterThan(1000);
  });
});

describe('a replay', () => {
  const replay = (prices: string, more = ''): Promise<{ code: number; said: string }> =>
    plimsoll(
      `replay --prices DIR/${prices} --book DIR/book.jsonl --preset kraken-futures ` +
        `--out DIR/out --json${more}`,
    );
  const notesOf = ({ said }: { said: string }): string[] =>
    (JSON.parse(said) as { notes: string[] }).notes;
  beforeAll(async () => {
    await plimsoll('book --prices DIR/good.csv --accounts 20 --out DIR/book.jsonl');
  });

  it('knows an archive by its content and not by its name', async () => {
    const plain = await replay('good.csv');
    const packed = await replay('packed.csv');
    const hashOf = ({ said }: { said: string }): string =>
      (JSON.parse(said) as { stateHash: string }).stateHash;
    expect(hashOf(packed)).toBe(hashOf(plain));
  });

  it('tells which rows were left out and which symbols have no tiers', async () => {
    const tiers = 'symbol,min_notional,maintenance_margin_rate,max_leverage\nETHUSDT,0,0.01,50\n';
    writeFileSync(join(folder, 'tiers.csv'), tiers);
    const answer = await replay('gap.csv', ` --skip-bad --tiers ${folder}/tiers.csv`);
    const notes = notesOf(answer);
    expect(notes[0]).toContain('1 bad row was left out of gap.csv: line 9 (gap)');
    expect(notes[1]).toContain('tiers.csv has margin tiers for none of BTCUSDT');
  });

  it('that fails leaves what an earlier one wrote', async () => {
    await replay('good.csv');
    const before = readFileSync(join(folder, 'out', 'events.jsonl'), 'utf8');
    writeFileSync(join(folder, 'eth.csv'), candles().replaceAll('BTCUSDT', 'ETHUSDT'));
    expect(await replay('eth.csv')).toMatchObject({
      code: 2,
      said: expect.stringContaining('market.instrument-unknown') as string,
    });
    expect(readFileSync(join(folder, 'out', 'events.jsonl'), 'utf8')).toBe(before);
    expect(existsSync(join(folder, 'out', 'events.jsonl.unfinished'))).toBe(false);
  });

  it.each(['close', 'ohlc'])('gives the chart times that rise, path %s', async (path) => {
    await replay('good.csv', ` --path ${path}`);
    const page = readFileSync(join(folder, 'out', 'report.html'), 'utf8');
    const island = /id="report">(.*?)<\/script>/s.exec(page)?.[1] ?? '{}';
    const { times } = JSON.parse(island) as { times: number[] };
    expect(times).toHaveLength(path === 'close' ? 21 : 81);
    expect(times.every((time, index) => index === 0 || time > times[index - 1]!)).toBe(true);
  });
});
