import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../src/cli/run-program.js';

const COLUMNS = 'symbol,min_notional,maintenance_margin_rate,max_leverage\n';
const BOOK = '{"book":1,"settlement":"USDT"}\n';
const HELD = { instrument: 'XRPUSDT', side: 'long', quantity: '1', entry: '1', leverage: '2' };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
  const row = (time: number, symbol: string): string => `${time},${symbol},1,1,1,1\n`;
  const rows = [1700000000000, 1700000060000].flatMap((time) =>
    ['BTCUSDT', 'ETHUSDT'].map((symbol) => row(time, symbol)),
  );
  write('prices.csv', `open_time_ms,symbol,open,high,low,close\n${rows.join('')}`);
  const template = "{ kind: linear, margin: { model: flat, initial: '0.1', maintenance: '0.05' } }";
  const head = "preset: 1, title: own, asOf: '2026-11-26'";
  write('lenient.yaml', `{ ${head}, name: lenient, template: ${template} }`);
  write(
    'strict.yaml',
    `{ ${head}, name: strict, engine: { strictSchedules: true }, template: ${template} }`,
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

interface Run {
  readonly tiers?: string;
  readonly preset?: string;
  readonly account?: object;
}

const SAFE = { account: 'a0', balances: [{ asset: 'USDT', amount: '9' }], positions: [] };

async function replay({ tiers, preset = 'lenient', account = SAFE }: Run) {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const book = write('book.jsonl', `${BOOK}${JSON.stringify(account)}\n`);
  const words = ['replay', '--prices', join(folder, 'prices.csv'), '--book', book];
  words.push('--preset', join(folder, `${preset}.yaml`), '--out', join(folder, 'out'));
  if (tiers !== undefined) words.push('--tiers', tiers);
  const code = await runProgram(words, { out: say, err: say, interactive: false });
  return { code, said: lines.join('\n') };
}

describe('a replay that is refused', () => {
  it('names the symbol, the line of the tier, the field and the figure', async () => {
    const rows = 'BTC/USDT:USDT,0,0.01,50\nETH/USDT:USDT,0,0.01,50\nBTC/USDT:USDT,0,0.02,25\n';
    const { code, said } = await replay({ tiers: write('twice.csv', `${COLUMNS}${rows}`) });
    expect(code).toBe(2);
    expect(said).toContain(
      'the instrument BTCUSDT with the tiers of twice.csv: line 4 was refused',
    );
    expect(said).toContain('(field margin.tiers[1], figure 0)');
  });

  it('names the place in the answer of a venue', async () => {
    const bracket = { notionalFloor: 0, notionalCap: 9, initialLeverage: 50, cum: 0 };
    const brackets = [{ ...bracket, maintMarginRatio: 0.05 }];
    const answer = JSON.stringify([{ symbol: 'ETHUSDT', brackets }]);
    const { said } = await replay({ tiers: write('eth.json', answer), preset: 'strict' });
    const place = 'eth.json: [0].brackets[0].notionalFloor';
    expect(said).toContain(`the instrument ETHUSDT with the tiers of ${place} was refused`);
    expect(said).toContain('maintenance 0.05 above initial 0.02');
  });

  it('names the account of the book with field, figure and limit', async () => {
    const position = { ...HELD, mode: 'cross' };
    const { said } = await replay({
      account: { account: 'a1', balances: [], positions: [position] },
    });
    expect(said).toMatch(
      /account a1 of the book was refused: .*\(field instrument, figure XRPUSDT, limit BTCUSDT, ETHUSDT\)/,
    );
  });
});

describe('a tier file', () => {
  it.each([
    ['of no byte', ''],
    ['of a header alone', COLUMNS],
    ['of a comment alone', '# nothing\n'],
  ])('%s is refused', async (_, content) => {
    const { code, said } = await replay({ tiers: write('empty.csv', content) });
    expect(code).toBe(2);
    expect(said).toMatch(/empty\.csv: there is no margin tier in it/);
  });

  it('that has none of the symbols is said to have no effect', async () => {
    const tiers = write('other.csv', `${COLUMNS}FOO/USDT:USDT,0,0.01,50\n`);
    const { code, said } = await replay({ tiers });
    expect(code).toBe(0);
    expect(said).toContain('other.csv has margin tiers for none of BTCUSDT, ETHUSDT');
  });
});
