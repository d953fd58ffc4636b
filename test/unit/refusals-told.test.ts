import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusalLine } from '../../src/application/refusal-text.js';
import { runProgram } from '../../src/cli/run-program.js';
import { readScenario } from '../../src/scenario/read.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function plimsoll(...words: string[]): Promise<{ code: number; said: string }> {
  const lines: string[] = [];
  const say = (line: string): void => {
    lines.push(line);
  };
  const code = await runProgram(words, { out: say, err: say, interactive: false });
  return { code, said: lines.join('\n') };
}

const INSTRUMENT = {
  id: 'BTC-PERP',
  kind: 'linear',
  base: 'BTC',
  quote: 'USD',
  margin: { model: 'flat', initial: '0.1', maintenance: '0.05' },
};

/** What `plimsoll run` says of a scenario with these keys. */
async function run(keys: object): Promise<string> {
  const path = join(folder, 'scenario.json');
  const scenario = { scenario: 1, id: 'told', title: 'told', instruments: [INSTRUMENT], steps: [] };
  writeFileSync(path, JSON.stringify({ ...scenario, ...keys }));
  const { code, said } = await plimsoll('run', path);
  expect(code).toBe(1);
  return said;
}

describe('a refusal on the command line', () => {
  it('tells field, figure, limit and unit, as far as it names them', () => {
    const code = 'input.invalid';
    expect(refusalLine({ code, message: 'no' })).toBe('input.invalid: no');
    expect(refusalLine({ code, message: 'no', field: 'a.b', limit: '' })).toBe(
      'input.invalid: no (field a.b)',
    );
    const whole = {
      code,
      message: 'no',
      field: 'a',
      figure: '2',
      limit: '1',
      unit: 'USD',
    } as const;
    expect(refusalLine(whole)).toBe('input.invalid: no (field a, figure 2 USD, limit 1 USD)');
  });

  it('of a step tells them', async () => {
    // 1 at 50,000 with 0.1 needs 5,000; 100 are there.
    const open = { account: 'a', instrument: 'BTC-PERP', side: 'long', quantity: '1' };
    const said = await run({
      steps: [
        { deposit: { account: 'a', asset: 'USD', amount: '100' } },
        { open: { ...open, price: '50000' } },
      ],
    });
    expect(said).toContain('(field margin, figure -4900 USD, limit 0 USD)');
  });

  it('of a configuration tells them', async () => {
    const said = await run({ engine: { liquidation: { fee: '1.5' } } });
    expect(said).toContain('(field engine.liquidation.fee, figure 1.5, limit 1)');
  });

  it.each([
    ['closing order', { engine: { liquidation: { order: 'odd' } } }, 'largest-loss-first, oldest'],
    ['closing size', { engine: { liquidation: { size: 'odd' } } }, 'whole-position, just-enough'],
    ['payer of deficits', { engine: { deficit: ['odd'] } }, 'insurance-fund, deleverage'],
    ['ranking', { engine: { deleverage: { ranking: 'odd' } } }, 'profit-times-leverage, profit'],
    ['stage', { engine: { liquidation: { stages: [{ do: 'odd' }] } } }, 'cancel-orders, '],
    ['preset', { preset: 'odd' }, 'there are kraken-margin, kraken-futures'],
    ['option', { preset: { name: 'kraken-margin', options: ['odd'] } }, 'it has rate-of-value'],
    [
      'margin model',
      { instruments: [{ ...INSTRUMENT, margin: { model: 'odd' } }] },
      'one of flat, leverage, tiered',
    ],
    [
      'instrument',
      { steps: [{ setLeverage: { account: 'a', instrument: 'odd', leverage: '2' } }] },
      'figure odd, limit BTC-PERP)',
    ],
  ])('of an unknown %s lists those that are known', async (_, keys, known) => {
    const said = await run(keys);
    expect(said).toContain('odd');
    expect(said).toContain(known);
  });

  it('of an unknown account lists those there are', async () => {
    const path = 'test/scenarios/judging-accounts.yaml';
    for (const verb of ['overview', 'explain', 'history', 'stress']) {
      const more = verb === 'stress' ? ['--all', '-0.1..0.1/0.1'] : [];
      const { code, said } = await plimsoll(verb, path, '--account', 'odd', ...more);
      expect({ code, said }).toEqual({
        code: 2,
        said: expect.stringMatching(/^there is no account odd; there are \w+, \w+/) as string,
      });
    }
  });
});

describe('a value of the wrong kind', () => {
  const problemOf = (keys: object): unknown => {
    const scenario = { scenario: 1, id: 'told', title: 'told', steps: [], ...keys };
    const read = readScenario(JSON.stringify(scenario));
    return read.ok ? [] : read.problems.map(({ path, expected }) => [path, expected]);
  };
  const mark = (value: unknown): object => ({ steps: [{ mark: { A: value } }] });
  const decimals = (value: unknown): object => ({ engine: { bookedDecimals: { A: value } } });
  it.each<[string, object, string, string]>([
    ['a preset', { preset: 2 }, '$.preset', 'text or an object'],
    ['a title', { title: 5 }, '$.title', 'text'],
    ['a format', { scenario: 2 }, '$.scenario', 'one of 1'],
    ['a price', mark(5), '$.steps[0].mark.A', 'a decimal string: quote the number'],
    ['a price that is none', mark(null), '$.steps[0].mark.A', 'text'],
    [
      'an amount or an object',
      { engine: { portfolioMargin: { debt: 1 } } },
      '$.engine.portfolioMargin.debt',
      'a decimal string: quote the number',
    ],
    ['decimals', decimals(1.5), '$.engine.bookedDecimals.A', 'a whole number'],
    ['too many decimals', decimals(99), '$.engine.bookedDecimals.A', 'must be <= 60'],
    ['steps', { steps: {} }, '$.steps', 'a list'],
  ])('is told what is wanted: %s', (_, keys, path, expected) => {
    expect(problemOf(keys)).toEqual([[path, expected]]);
  });
});
