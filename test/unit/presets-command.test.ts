import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diffPresets, listPresets, showPreset } from '../../src/cli/presets.js';
import type { ShowOptions } from '../../src/cli/presets.js';
import { PRESETS } from '../../src/presets/index.js';
import type { Terminal } from '../../src/cli/terminal.js';

async function heard(speak: (terminal: Terminal) => number | Promise<number>): Promise<string> {
  const lines: string[] = [];
  const out = (line: string) => void lines.push(line);
  expect(await speak({ out, err: () => undefined, interactive: false })).toBe(0);
  return lines.join('\n');
}

function shown(name: string, options: ShowOptions = {}): Promise<string> {
  return heard((terminal) => showPreset(terminal, name, options));
}

interface Told {
  readonly decides: readonly { path: string; value: string; source: string }[];
  readonly sources: Record<string, { title: string; address?: string }>;
}

interface Compared {
  readonly differences: readonly {
    readonly path: string;
    readonly left?: { value: string; source: string };
    readonly right?: { value: string; source: string };
  }[];
  readonly sources: Record<string, unknown>;
}

async function compared(left: string, right: string): Promise<Compared> {
  const said = await heard((terminal) => diffPresets(terminal, [left, right], { json: true }));
  return JSON.parse(said) as Compared;
}

describe('plimsoll presets', () => {
  it('lists the presets with their options and earlier versions', async () => {
    const text = await heard((terminal) => listPresets(terminal, {}));
    expect(text).toMatch(/^kraken-margin .*\n {2}rate-of-value: Maintenance is a rate/);
    expect(text).toMatch(/\nokx-portfolio .*\(2025-01-06\)\n {2}@2025-01-02: Wider moves/);
    const listed = JSON.parse(await heard((terminal) => listPresets(terminal, { json: true }))) as {
      name: string;
    }[];
    expect(listed.map(({ name }) => name)).toEqual(PRESETS.map(({ name }) => name));
  });

  it('shows what one decides, with the page behind each tag and its day', async () => {
    const table = await shown('kraken-futures');
    expect(table).toMatch(/assets\[BTC, ETH\]\.haircut +│ 0\.03 +│ K-COLL: /);
    expect(table).toMatch(/instruments\[PI_\*\]\.multiplier +│ 1 /);
    expect(table).toMatch(/\nK-COLL \(2026-11-22\): Futures collateral currencies, https:/);
    expect(table).not.toMatch(/\nK-CALL /);
    expect(await shown('okx-portfolio')).toMatch(/\nnot published: MR2, MR3 and MR5/);
  });

  it('shows what an option changes, cited for it', async () => {
    const told = async (option: string[]) =>
      JSON.parse(await shown('kraken-margin', { option, json: true })) as Told;
    const callOf = ({ decides }: Told) =>
      decides.find(({ path }) => path === 'engine.liquidation.call');
    expect(callOf(await told([]))).toMatchObject({
      value: '1',
      source: expect.stringMatching(/^article 001: /) as string,
    });
    expect(callOf(await told(['venue-levels']))).toMatchObject({
      value: '2',
      source: expect.stringMatching(/^K-CALL: /) as string,
    });
  });

  it('knows no other preset, no other option and no day before the first', async () => {
    await expect(shown('kraken')).rejects.toThrow(
      'there is no preset kraken; there are kraken-margin',
    );
    await expect(shown('kraken-margin', { option: ['odd'] })).rejects.toThrow('no option odd');
    expect(await shown('kraken-margin+oldest-first')).toMatch(/oldest-first +│ K-CALL/);
    await expect(shown('okx-portfolio@2025-01-01')).rejects.toThrow(
      'is not known before 2025-01-02',
    );
    await expect(shown('okx-portfolio@yesterday')).rejects.toThrow('yesterday is no day');
  });

  it('takes the figures that were in force on a day', async () => {
    const worst = async (name: string) =>
      (JSON.parse(await shown(name, { json: true })) as Told).decides.find(
        ({ path }) => path === 'engine.portfolioMargin.units[BTC].shocks',
      );
    expect((await worst('okx-portfolio@2025-01-05'))?.value).toMatch(/^\(price -0\.15\), /);
    expect((await worst('okx-portfolio@2025-01-05'))?.source).toMatch(/^O-PARAM: /);
    expect((await worst('okx-portfolio@2025-01-06'))?.value).toMatch(/^\(price -0\.12\), /);
    expect(await worst('okx-portfolio')).toEqual(await worst('okx-portfolio@2026-12-31'));
  });
});

describe('a preset of a file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const MARGIN = "{ model: flat, initial: '0.1', maintenance: '0.05' }";
  /** A preset file with these lines beside what every one has. */
  function file(lines: string, margin = MARGIN): string {
    const path = join(folder, 'own.yaml');
    const head = `preset: 1\nname: own\ntitle: one's own\nasOf: '2026-03-01'\n`;
    writeFileSync(path, `${head}template: { kind: linear, margin: ${margin} }\n${lines}\n`);
    return path;
  }
  const CITED = 'sources: { template: page 1, engine.liquidation: page 2 }';
  const options = (fee: string): string =>
    `options: { dear: { title: dear, source: page 3, overrides: { engine: { liquidation: { fee: '${fee}' } } } } }`;

  it('is refused as an engine would refuse it, with field, figure and limit', async () => {
    const dear = file(`engine: { liquidation: { fee: '1.5' } }\n${CITED}`);
    const why = '(field engine.liquidation.fee, figure 1.5, limit 1)';
    await expect(shown(dear)).rejects.toThrow(why);
    await expect(compared('span', dear)).rejects.toThrow(why);
    const unheard = file(`engine: { liquidation: { order: odd } }\n${CITED}`);
    await expect(shown(unheard)).rejects.toThrow('limit largest-loss-first, oldest-first');
    const falling = file(CITED, `{ model: flat, initial: '0.1', maintenance: '-0.05' }`);
    await expect(shown(falling)).rejects.toThrow('field margin.maintenance, figure -0.05');
  });

  it('is refused under an option that makes it so, chosen or not', async () => {
    const path = file(`engine: { liquidation: { fee: '0.5' } }\n${CITED}\n${options('2')}`);
    const why = /own\.yaml: option dear: .*figure 2, limit 1/;
    await expect(shown(path)).rejects.toThrow(why);
    await expect(compared('span', path)).rejects.toThrow(why);
    await expect(shown(path, { option: ['dear'] })).rejects.toThrow('figure 2, limit 1');
  });

  const version = (overrides: string): string =>
    `versions: [{ asOf: '2025-01-01', title: t, source: page 4, overrides: ${overrides} }]`;

  it('is refused as of a version that makes it so', async () => {
    const path = file(`${CITED}\n${version(`{ engine: { liquidation: { order: odd } } }`)}`);
    const why = /own\.yaml: version 2025-01-01: .*figure odd/;
    await expect(shown(path)).rejects.toThrow(why);
    await expect(shown(`${path}@2026-02-28`)).rejects.toThrow('figure odd');
  });

  it('tells what is suspicious as of a version, with its day and once', async () => {
    const margin = `{ model: flat, initial: '0.1', maintenance: '0.2' }`;
    const path = file(`${CITED}\n${version(`{ template: { margin: ${margin} } }`)}`);
    const warning = 'template margin: maintenance 0.2 above initial 0.1';
    expect(await shown(path)).toContain(`\nwarning  version 2025-01-01: ${warning}`);
    expect(JSON.parse(await shown(path, { json: true }))).toMatchObject({
      warnings: [{ under: 'version 2025-01-01', field: 'margin' }],
    });
    const then = await shown(`${path}@2025-06-30`);
    expect(then).toContain(`\nwarning  ${warning}`);
    expect(then).not.toContain('version 2025-01-01');
  });

  it('tells what is suspicious about its schedules', async () => {
    const path = file(CITED, `{ model: flat, initial: '0.1', maintenance: '0.2' }`);
    const warning = 'warning  template margin: maintenance 0.2 above initial 0.1';
    expect(await shown(path)).toContain(warning);
    const said = await heard((terminal) => diffPresets(terminal, [path, 'span'], {}));
    expect(said).toContain(warning);
  });

  it('marks figures without a source, empty sources and sources of nothing', async () => {
    const path = file(
      `settlement: USDT
engine: { liquidation: { fee: '0.01', order: oldest-first }, deficit: [] }
sources: { template: page 1, engine.liquidation.fee: ' ', engine.liquidation.odd: page 2 }`,
    );
    const table = await shown(path);
    expect(table).toMatch(/engine\.liquidation\.fee +│ 0\.01 +│ no source /);
    expect(table).toMatch(/settlement +│ USDT +│ no source /);
    const unsourced = [
      'settlement',
      'engine.liquidation.fee',
      'engine.liquidation.order',
      'engine.deficit',
    ];
    expect(table).toContain(`without a source: ${unsourced.join(', ')}`);
    expect(table).toContain('a source for engine.liquidation.odd, where nothing is decided');
    expect(JSON.parse(await shown(path, { json: true }))).toMatchObject({
      unsourced,
      idle: ['engine.liquidation.odd'],
      warnings: [],
    });
    const { doubts } = (await compared(path, 'span')) as unknown as { doubts: unknown[] };
    expect(doubts).toEqual([
      { unsourced, idle: ['engine.liquidation.odd'], warnings: [] },
      { unsourced: [], idle: [], warnings: [] },
    ]);
  });

  it('has nothing to be marked where all is cited, nor has any that ships', async () => {
    const path = file(`engine: { liquidation: { fee: '0.5' } }\n${CITED}\n${options('0.6')}`);
    for (const name of [path, `${path}+dear`, ...PRESETS.map((preset) => preset.name)]) {
      const said = JSON.parse(await shown(name, { json: true })) as Told;
      expect([name, said]).toMatchObject([name, { unsourced: [], idle: [], warnings: [] }]);
    }
  });
});

describe('plimsoll presets diff', () => {
  it('tells only what differs, from both sources', async () => {
    const { differences, sources } = await compared('kraken-margin', 'kraken-margin+oldest-first');
    expect(differences).toEqual([
      {
        path: 'engine.liquidation.order',
        left: {
          value: 'largest-loss-first',
          source: 'article 004: the most unprofitable first',
        },
        right: {
          value: 'oldest-first',
          source: 'K-CALL: positions are closed in the order they were created, first to last',
        },
      },
    ]);
    expect(Object.keys(sources)).toEqual(['article 004', 'K-CALL']);
  });

  it('compares two versions unit by unit', async () => {
    const { differences } = await compared('okx-portfolio@2025-01-02', 'okx-portfolio');
    expect(differences.map(({ path }) => path)).toEqual(
      ['BTC', 'ETH', 'LTC', 'BCH', 'ADA', 'XRP'].map(
        (base) => `engine.portfolioMargin.units[${base}].shocks`,
      ),
    );
  });

  it('names a thing that only one of them lists once', async () => {
    const { differences } = await compared('kraken-margin', 'kraken-futures');
    const listed = differences.filter(({ path }) => path.startsWith('instruments'));
    expect(listed).toHaveLength(10 + 8 + 5);
    expect(listed[0]).toMatchObject({ path: 'instruments[BTCUSD]', left: { value: 'listed' } });
    expect(listed[0]?.right).toBeUndefined();
  });

  it('says so when nothing differs', async () => {
    const said = await heard((terminal) => diffPresets(terminal, ['span', 'span@2026-12-01'], {}));
    expect(said).toBe('span (2026-11-22) and span@2026-12-01 (2026-11-22)\ndecide the same');
  });

  it('is one row for all things of which the same is said', async () => {
    const said = await heard((terminal) =>
      diffPresets(terminal, ['okx-portfolio@2025-01-02', 'okx-portfolio'], {}),
    );
    expect(said).toMatch(/ engine\.portfolioMargin\.units\[BTC, /);
    expect(said).toMatch(/ engine\.portfolioMargin\.units\[LTC, BCH, /);
  });
});
