import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runFile, scenarioFiles } from '../../src/cli/scenario-files.js';
import { overview } from '../../src/cli/overview.js';
import { repositoryRoot } from '../support/shared-material.js';

const examples = join(repositoryRoot, 'examples');

/** Blocks of the recipes that show a file, with the path in their first line. */
function shownFiles(): { path: string; text: string }[] {
  const folder = join(repositoryRoot, 'docs/recipes');
  return readdirSync(folder).flatMap((page) => {
    const blocks = readFileSync(join(folder, page), 'utf8').matchAll(
      /^```yaml\n# (\S+)\n([\s\S]*?)^```$/gm,
    );
    return [...blocks].map(([, path = '', text = '']) => ({ path, text }));
  });
}

interface Seen {
  readonly accounts: readonly {
    readonly wallet: Record<string, string>;
    readonly debt: Record<string, string>;
    readonly pools: Record<string, { positions: Record<string, Record<string, string>> }>;
  }[];
}

/** What `plimsoll overview` says of an example. */
async function seen(example: string, options: { at?: number; account?: string }): Promise<Seen> {
  const lines: string[] = [];
  const terminal = { out: (line: string) => lines.push(line), err: () => 0, interactive: false };
  const path = join(examples, 'questions', `${example}.yaml`);
  expect(await overview(terminal, path, { ...options, json: true })).toBe(0);
  return JSON.parse(lines.join('\n')) as Seen;
}

describe('the examples', () => {
  it('all run', async () => {
    const files = (await scenarioFiles([examples])).filter((file) => file.endsWith('.yaml'));
    expect(files.length).toBeGreaterThanOrEqual(5);
    for (const file of files) {
      const { result } = await runFile(file);
      expect({ file, result }).toMatchObject({ result: { status: 'passed' } });
    }
  });

  it('are shown in the recipes as they are', () => {
    const shown = shownFiles();
    expect(shown.length).toBeGreaterThanOrEqual(4);
    for (const { path, text } of shown) {
      expect({ path, text }).toEqual({ path, text: readFileSync(join(repositoryRoot, path), 'utf8') });
    }
  });

  it('lead to the estimates and the exact prices that the recipe names', async () => {
    const { accounts } = await seen('estimate', {});
    const [long, short] = accounts.map(({ pools }) => pools.cross?.positions['BTC-PERP']);
    expect(long).toMatchObject({ estimatedLiquidationPrice: '46000' });
    expect(long?.liquidationPrice).toMatch(/^45918\.36734/);
    expect(short).toMatchObject({ estimatedLiquidationPrice: '54000' });
    expect(short?.liquidationPrice).toMatch(/^53921\.56862/);
  });

  it('lead to the debt that the recipe names, and out of it', async () => {
    const owing = await seen('debt', { at: 7, account: 'anna' });
    expect(owing.accounts[0]).toMatchObject({ debt: { BTC: '0.02' }, wallet: { BTC: '-0.02' } });
    const after = await seen('debt', {});
    expect(after.accounts[0]).toMatchObject({ debt: {}, wallet: { BTC: '0.03' } });
  });
});

describe('plimsoll overview', () => {
  async function said(example: string, options: { at?: number; account?: string }): Promise<string> {
    const lines: string[] = [];
    const terminal = { out: (line: string) => lines.push(line), err: () => 0, interactive: false };
    await overview(terminal, join(examples, 'questions', `${example}.yaml`), options);
    return lines.join('\n');
  }

  it('shows every account after a step, long fractions cut', async () => {
    const table = await said('estimate', {});
    expect(table).toMatch(/anna at step 5[\s\S]*bert at step 5/);
    expect(table).toMatch(/liquidationPrice +│ +45918\.3673469387\.\.\./);
    expect(table).toMatch(/healthScore +│ +100/);
  });

  it('says that nobody is there yet, and knows no account that is not', async () => {
    expect(await said('estimate', { at: 1 })).toBe('step 1: no account is open yet');
    await expect(said('estimate', { account: 'carl' })).rejects.toThrow('there is no account carl');
  });
});
