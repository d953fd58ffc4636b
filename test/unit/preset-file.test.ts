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

function feeOf(name: string, ...options: string[]): string | undefined {
  const read = readPreset(OWN);
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
