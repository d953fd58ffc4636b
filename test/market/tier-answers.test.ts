import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { instrumentOf } from '../../domain/index.js';
import { UnusableAnswer } from '../../src/adapters/market-files/answer-field.js';
import { UnusableFile } from '../../src/adapters/market-files/open-text.js';
import { readTierFile } from '../../src/adapters/market-files/tier-file.js';
import { runProgram } from '../../src/cli/run-program.js';
import { presetNamed } from '../../src/presets/index.js';
import { marketSetup } from '../../src/replay/market-setup.js';
import { repositoryRoot } from '../support/shared-material.js';

const fixture = (name: string): string => join(repositoryRoot, 'test/fixtures/tiers', name);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A fixture with a part of its text replaced, as a file of its own. */
function changed(name: string, from: string, to: string): string {
  const text = readFileSync(fixture(name), 'utf8');
  if (!text.includes(from)) throw new Error(`${name} has no ${from}`);
  return written(text.replace(from, to));
}

function written(content: string | Buffer): string {
  const path = join(folder, 'answer.json');
  writeFileSync(path, content);
  return path;
}

describe('answers of venues about margin tiers', () => {
  it('are read from Binance, amounts and all', async () => {
    const tiers = await readTierFile(fixture('binance-leverage-bracket.json'));
    expect(tiers.get('ETHUSDT')).toMatchObject({
      by: 'notional',
      scope: 'marginal',
      maxLeverage: '75',
      tiers: [
        { from: '0', maintenance: '0.0065', deduction: '0', maxLeverage: '75' },
        { from: '10000', maintenance: '0.01', deduction: '35', maxLeverage: '50' },
        { from: '100000', maintenance: '0.02', deduction: '1035', maxLeverage: '25' },
      ],
    });
    expect(tiers.has('BTCUSDT')).toBe(true);
    expect(tiers.has('SOLUSDT')).toBe(false);
  });

  it('are read from Binance for one symbol, which comes without a list', async () => {
    const [eth] = JSON.parse(readFileSync(fixture('binance-leverage-bracket.json'), 'utf8')) as [
      unknown,
    ];
    const tiers = await readTierFile(written(gzipSync(JSON.stringify(eth))));
    expect(tiers.get('ETHUSDT')?.tiers).toHaveLength(3);
  });

  it('are read from Bybit, each row beginning where the one below ends', async () => {
    const tiers = await readTierFile(fixture('bybit-risk-limit.json'));
    expect(tiers.get('BTCUSDT')).toMatchObject({
      by: 'notional',
      scope: 'marginal',
      maxLeverage: '100',
      tiers: [
        { from: '0', maintenance: '0.005', maxLeverage: '100' },
        { from: '2000000', maintenance: '0.0056', deduction: '1200', maxLeverage: '90' },
        { from: '2600000', maintenance: '0.0063', deduction: '3020', maxLeverage: '80' },
      ],
    });
    // Rates of this contract are in percent: an initial margin of 1 at 100x.
    expect(tiers.get('BTCUSD')?.tiers).toEqual([
      { from: '0', maintenance: '0.005', maxLeverage: '100' },
    ]);
  });

  it('are read from OKX by contracts, the whole position at the rate of its tier', async () => {
    const tiers = await readTierFile(fixture('okx-position-tiers.json'));
    expect(tiers.get('BTCUSDT')).toMatchObject({
      by: 'quantity',
      scope: 'whole',
      maxLeverage: '100',
      tiers: [
        { from: '0', maintenance: '0.004', maxLeverage: '100' },
        { from: '1001', maintenance: '0.005', maxLeverage: '75' },
      ],
    });
    expect(tiers.get('ETHUSDT')?.tiers).toHaveLength(1);
  });

  it('are read from Hyperliquid by coin, whatever it is quoted in', async () => {
    const tiers = await readTierFile(fixture('hyperliquid-meta.json'));
    expect(tiers.get('BTCUSDT')).toMatchObject({
      by: 'notional',
      scope: 'marginal',
      maxLeverage: '40',
      tiers: [
        { from: '0', maintenance: '0.0125', maxLeverage: '40' },
        { from: '150000000', maintenance: '0.025', maxLeverage: '20' },
      ],
    });
    // 1 / 30 does not come out even and is rounded up.
    expect(tiers.get('ETHUSDC')?.tiers[1]?.maintenance).toBe('0.033333333333333334');
    expect(tiers.get('OLD')?.tiers).toEqual([
      { from: '0', maintenance: '0.166666666666666667', maxLeverage: '3' },
    ]);
    expect(tiers.has('SOLUSDC')).toBe(false);
  });

  it('are read from Hyperliquid with contexts beside the meta', async () => {
    const meta = readFileSync(fixture('hyperliquid-meta.json'), 'utf8');
    const tiers = await readTierFile(written(`[${meta}, []]`));
    expect(tiers.get('BTCUSDC')?.tiers).toHaveLength(2);
  });

  it.each([
    ['binance-leverage-bracket.json', '0.0065', '"much"', '[0].brackets[0].maintMarginRatio'],
    ['binance-leverage-bracket.json', '"notionalFloor": 0', '"x": 0', '[0].brackets[0].notionalFl'],
    ['binance-leverage-bracket.json', '"cum": 35.0', '"cum": -35.0', '[0].brackets[1].cum'],
    ['binance-leverage-bracket.json', '"notionalFloor": 0', '"notionalFloor": 5', 'begin at 0'],
    [
      'binance-leverage-bracket.json',
      '"notionalFloor": 100000',
      '"notionalFloor": 10000',
      'another',
    ],
    ['bybit-risk-limit.json', '"2600000"', '"2,600,000"', 'result.list[0].riskLimitValue'],
    ['bybit-risk-limit.json', '"90.00"', '"0"', 'result.list[0].maxLeverage: it must be above'],
    ['bybit-risk-limit.json', '"retCode": 0', '"retCode": 10001', 'with a failure (OK)'],
    ['bybit-risk-limit.json', '"list"', '"rows"', 'result.list: a list is needed'],
    ['okx-position-tiers.json', '"minSz": "1001"', '"minSz": ""', 'data[1].minSz'],
    ['okx-position-tiers.json', '"code": "0"', '"code": "51000"', 'code: the venue answered'],
    ['hyperliquid-meta.json', '"maxLeverage": 15', '"maxLeverage": null', '[1].maxLeverage'],
    ['hyperliquid-meta.json', '55,\n', '', 'marginTables[0]: an id and its table'],
  ])('%s with %s as %s is refused: %s', async (name, from, to, why) => {
    const read = readTierFile(changed(name, from, to));
    await expect(read).rejects.toThrow(UnusableAnswer);
    await expect(read).rejects.toThrow(why);
  });

  it('are told apart from anything else', async () => {
    await expect(readTierFile(written('{"tiers": []}'))).rejects.toThrow(
      'known are Binance leverageBracket, Bybit risk-limit, OKX position-tiers, Hyperliquid meta',
    );
    const broken = readTierFile(written('{"tiers": '));
    await expect(broken).rejects.toThrow(UnusableFile);
    await expect(broken).rejects.toThrow('no well-formed JSON: line 1, column 11 needs a value');
    await expect(readTierFile(written('[]'))).rejects.toThrow(
      'a list that is not empty is needed, not []',
    );
  });
});

describe('brackets that do not fit together', () => {
  it.each([
    [
      'binance-leverage-bracket.json',
      '"notionalCap": 10000,',
      '"notionalCap": 9000,',
      '[0].brackets[0].notionalCap: a tier to 9000 leaves a gap to the next, from 10000',
    ],
    [
      'binance-leverage-bracket.json',
      '"notionalCap": 100000,',
      '"notionalCap": 120000,',
      '[0].brackets[1].notionalCap: a tier to 120000 overlaps the next, from 100000',
    ],
    [
      'binance-leverage-bracket.json',
      '"notionalCap": 100000,',
      '"notionalCap": 10000,',
      '[0].brackets[1].notionalCap: a tier from 10000 ends at 10000',
    ],
    // One contract between the two is none that could be held: 1000, then 1001.
    [
      'okx-position-tiers.json',
      '"maxSz": "1000"',
      '"maxSz": "999"',
      'data[0].maxSz: a tier to 999 leaves a gap to the next, from 1001',
    ],
    [
      'okx-position-tiers.json',
      '"maxSz": "1000"',
      '"maxSz": "1002"',
      'data[0].maxSz: a tier to 1002 overlaps the next, from 1001',
    ],
  ])('of %s, %s as %s, are told of', async (name, from, to, doubt) => {
    const tiers = await readTierFile(changed(name, from, to));
    const symbol = name.startsWith('okx') ? 'BTCUSDT' : 'ETHUSDT';
    expect(tiers.get(symbol)?.doubts).toEqual([`answer.json: ${doubt}`]);
  });

  it('are not those of the venues, whatever the highest tier ends at', async () => {
    const endless = changed(
      'binance-leverage-bracket.json',
      '"notionalCap": 500000',
      '"notionalCap": 9223372036854775807',
    );
    for (const file of [endless, fixture('okx-position-tiers.json')]) {
      const tiers = await readTierFile(file);
      expect(['BTCUSDT', 'ETHUSDT'].flatMap((symbol) => tiers.get(symbol)?.doubts ?? [])).toEqual(
        [],
      );
    }
  });

  const HEAD = 'symbol,min_notional,max_notional,maintenance_margin_rate,max_leverage\n';
  const table = (end: string): string =>
    written(`${HEAD}BTCUSDT,0,${end},0.01,50\nBTCUSDT,5000,9223372036854776000,0.02,25\n`);
  const prices = (): string => {
    const path = join(folder, 'two-prices.csv');
    const row = ',BTCUSDT,1,1,1,1\n';
    writeFileSync(
      path,
      `open_time_ms,symbol,open,high,low,close\n1700000000000${row}1700000060000${row}`,
    );
    return path;
  };
  const DOUBT = 'answer.json: line 2: a tier to 4000 leaves a gap to the next, from 5000';

  it('are told of a table with ends, and an end that is no amount is refused', async () => {
    expect((await readTierFile(table('5000'))).get('BTCUSDT')).not.toHaveProperty('doubts');
    expect((await readTierFile(table(''))).get('BTCUSDT')).not.toHaveProperty('doubts');
    expect((await readTierFile(table('4000'))).get('BTCUSDT')?.doubts).toEqual([DOUBT]);
    await expect(readTierFile(table('much'))).rejects.toThrow('line 2: number, "much"');
  });

  it('are told on the command line, and refused where schedules are strict', async () => {
    const run = async (...words: string[]) => {
      const [said, told]: [string[], string[]] = [[], []];
      const code = await runProgram(words, {
        out: (line) => said.push(line),
        err: (line) => told.push(line),
        interactive: false,
      });
      return { code, said, told };
    };
    const files = ['--prices', prices(), '--tiers', table('4000')];
    const drawn = await run('book', ...files, '--accounts', '3');
    expect(drawn).toMatchObject({ code: 0, told: [`warning  ${DOUBT}`] });
    const book = join(folder, 'book.jsonl');
    writeFileSync(book, `${drawn.said.join('\n')}\n`);
    const out = ['--book', book, '--out', join(folder, 'out')];
    const own = join(folder, 'lenient.yaml');
    writeFileSync(
      own,
      `{ preset: 1, name: lenient, title: nothing is strict, asOf: '2026-11-26',
         template: { kind: linear, margin: { model: flat, initial: '0.1', maintenance: '0.05' } } }`,
    );
    const lenient = await run('replay', ...files, ...out, '--preset', own);
    expect(lenient.code).toBe(0);
    expect(lenient.said).toContain(DOUBT);
    expect(await run('replay', ...files, ...out, '--preset', 'bybit-unified')).toMatchObject({
      code: 2,
      told: [`${DOUBT}; bybit-unified takes no suspicious schedule`],
    });
  });
});

describe('tiers under a preset', () => {
  const series = {
    file: 'prices.csv',
    symbols: ['BTCUSDT', 'ETHUSDT'],
    step: 60_000,
    batches: [],
    skipped: [],
  };
  const setupFor = async (preset: string, name: string) =>
    marketSetup(
      presetNamed(preset)!,
      series,
      { book: 1, settlement: 'USDT' },
      await readTierFile(fixture(name)),
    ).instruments;

  it('by contracts begin where that many coins are held, with the fee of the preset', async () => {
    const [btc, eth] = await setupFor('okx-multi-currency', 'okx-position-tiers.json');
    expect(btc?.margin).toEqual({
      model: 'tiered',
      by: 'quantity',
      scope: 'whole',
      closeFee: '0.0005',
      closeFeeIn: 'ratio',
      tiers: [
        { from: '0', maintenance: '0.004', maxLeverage: '100' },
        { from: '10.01', maintenance: '0.005', maxLeverage: '75' },
      ],
    });
    expect(eth).toMatchObject({ kind: 'linear', maxLeverage: '75' });
  });

  it.each([
    ['binance-usdm', 'binance-leverage-bracket.json'],
    ['bybit-unified', 'bybit-risk-limit.json'],
    ['hyperliquid', 'hyperliquid-meta.json'],
    ['kraken-futures', 'hyperliquid-meta.json'],
  ])('of %s are listed with %s', async (preset, name) => {
    const listed = await setupFor(preset, name);
    expect(listed.map((terms) => instrumentOf(terms).margin.name)).toEqual(['tiered', 'tiered']);
  });

  it('say on the command line what is wrong with them', async () => {
    const told: string[] = [];
    const out = (): undefined => undefined;
    const prices = join(folder, 'prices.csv');
    writeFileSync(
      prices,
      'open_time_ms,symbol,open,high,low,close\n1700000000000,BTCUSDT,1,1,1,1\n',
    );
    const tiers = changed('okx-position-tiers.json', '"mmr": "0.004"', '"mmr": "x"');
    const code = await runProgram(['book', '--prices', prices, '--tiers', tiers], {
      out,
      err: (line) => told.push(line),
      interactive: false,
    });
    expect(code).toBe(2);
    expect(told).toEqual(['answer.json: data[0].mmr: a decimal is needed, not "x"']);
  });
});
