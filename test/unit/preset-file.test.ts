import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFile } from '../../src/cli/scenario-files.js';
import { choosePreset } from '../../src/presets/index.js';
import { presetsFor } from '../../src/replay/preset-files.js';
import { readPreset } from '../../src/scenario/preset-file.js';

const OWN = `
preset: 1
name: own
title: one's own
asOf: '2026-03-01'
settlement: USDT
engine: { liquidation: { fee: '0.01' } }
template: { kind: linear, margin: { model: flat, initial: '0.1', maintenance: '0.05' } }
sources: { engine.liquidation: page 4 }
options:
  free: { title: no fee, source: page 5, overrides: { engine: { liquidation: { fee: '0' } } } }
versions:
  - asOf: '2025-01-01'
    title: a dearer one
    source: page 4 of 2025
    overrides: { engine: { liquidation: { fee: '0.02' } } }
`;

const BTC =
  '{ id: BTC, kind: linear, base: BTC, quote: USDT, ' +
  "margin: { model: flat, initial: '0.1', maintenance: '0.05' } }";

function feeOf(name: string, ...options: string[]): string | undefined {
  return feeIn(OWN, name, ...options);
}

function feeIn(text: string, name: string, ...options: string[]): string | undefined {
  const read = readPreset(text);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const chosen = choosePreset({ name, options }, [read.preset]);
  if (!chosen.ok) throw new Error(chosen.error);
  return chosen.value.configuration.engine?.liquidation?.fee;
}

describe('a preset that is a file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
    writeFileSync(join(folder, 'own.yaml'), OWN);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('has options and versions like those that ship', () => {
    expect(feeOf('own')).toBe('0.01');
    expect(feeOf('own', 'free')).toBe('0');
    expect(feeOf('own@2025-06-30')).toBe('0.02');
    expect(() => feeOf('own@2024-12-31')).toThrow('is not known before 2025-01-01');
    expect(() => feeOf('own', 'dear')).toThrow('no option dear; it has free');
    expect(() => feeOf('span')).toThrow('there is no preset span; there are own');
  });

  it('is taken as of the latest version by the day, in whatever order they stand', () => {
    const version = (day: string, fee: string): string =>
      `  - { asOf: '${day}', title: t, source: s, ` +
      `overrides: { engine: { liquidation: { fee: '${fee}' } } } }\n`;
    const text = `${OWN}${version('2024-01-01', '0.04')}${version('2025-07-01', '0.03')}`;
    expect(feeIn(text, 'own@2025-12-31')).toBe('0.03');
    expect(feeIn(text, 'own@2025-06-30')).toBe('0.02');
    expect(feeIn(text, 'own@2024-12-31')).toBe('0.04');
    expect(() => feeIn(text, 'own@2023-12-31')).toThrow('is not known before 2024-01-01');
  });

  it.each(['2025-99-99', '2025-02-29', '2025-04-31', 'yesterday'])(
    'is not asked of %s, which is no day',
    (day) => {
      expect(() => feeOf(`own@${day}`)).toThrow(`${day} is no day, such as 2026-03-01`);
    },
  );

  it.each([
    ['no document', '[]', '$'],
    ['a name with blanks', OWN.replace('name: own', 'name: my own'), '$.name'],
    ['no day', OWN.replace("asOf: '2026-03-01'\n", ''), '$.asOf'],
    ['an unknown policy', OWN.replace('engine:', 'engines:'), '$.engines'],
    [
      'a number that is not quoted',
      OWN.replace("fee: '0.01'", 'fee: 0.01'),
      '$.engine.liquidation.fee',
    ],
    [
      'a model of no such name',
      OWN.replace('model: flat', 'model: steep'),
      '$.template.margin.model',
    ],
    [
      'an instrument that is listed twice',
      `${OWN}instruments: [${BTC}, ${BTC}]\n`,
      '$.instruments[1].id',
    ],
    [
      'an instrument that an option lists twice',
      OWN.replace("{ engine: { liquidation: { fee: '0' } } }", `{ instruments: [${BTC}, ${BTC}] }`),
      '$.options.free.overrides.instruments[1].id',
    ],
    [
      'an instrument that a version lists twice',
      OWN.replace(
        "{ engine: { liquidation: { fee: '0.02' } } }",
        `{ instruments: [${BTC}, ${BTC}] }`,
      ),
      '$.versions[0].overrides.instruments[1].id',
    ],
    ['a month that does not exist', OWN.replace('2026-03-01', '2026-13-26'), '$.asOf'],
    ['a day that does not exist', OWN.replace('2025-01-01', '2025-02-29'), '$.versions[0].asOf'],
    ['a version of later', OWN.replace('2025-01-01', '2026-03-02'), '$.versions[0].asOf'],
    ['a version of its own day', OWN.replace('2025-01-01', '2026-03-01'), '$.versions[0].asOf'],
    [
      'two versions of one day',
      `${OWN}  - { asOf: '2025-01-01', title: again, source: page 4, overrides: {} }\n`,
      '$.versions[1].asOf',
    ],
    ['an option that says no source', OWN.replace(' source: page 5,', ''), '$.options.free.source'],
  ])('refuses %s, naming the place', (_, text, path) => {
    const read = readPreset(text);
    expect(read.ok ? [] : read.problems.map((problem) => problem.path)).toContain(path);
  });

  it('is found beside the scenario that names it', async () => {
    const scenario = {
      scenario: 1,
      id: 'beside',
      title: 'beside',
      preset: { name: 'own.yaml@2025-02-01', options: ['free'] },
      steps: [
        { deposit: { account: 'a', asset: 'USDT', amount: '5' } },
        { expect: { account: 'a', figures: { collateral: '5' } } },
      ],
    };
    const file = join(folder, 'beside.json');
    writeFileSync(file, JSON.stringify(scenario));
    expect((await runFile(file)).result).toMatchObject({ status: 'passed' });
    const lost = { ...scenario, preset: 'elsewhere.yaml' };
    writeFileSync(file, JSON.stringify(lost));
    const { result } = await runFile(file);
    expect(result.status === 'failed' && result.checks[0]?.actual).toMatch(
      /there is no preset file .*elsewhere\.yaml/,
    );
  });

  it('is named with its first problem where it cannot be read', async () => {
    writeFileSync(join(folder, 'broken.yaml'), 'preset: 2');
    await expect(presetsFor('broken.yaml', folder)).rejects.toThrow(/broken\.yaml: \$/);
  });
});
