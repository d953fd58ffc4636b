import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runFile } from '../../src/cli/scenario-files.js';
import { ownSections, titledScenarios } from '../support/conformance-page.js';
import { repositoryRoot } from '../support/shared-material.js';

const FOLDERS = ['test/defects', 'test/misprints'];
const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(repositoryRoot, folder)).map((file) => `${folder}/${file}`),
);

describe('a fault of others', () => {
  it.each(files)('is not one here: %s', async (path) => {
    const { group, result } = await runFile(join(repositoryRoot, path));
    expect(FOLDERS).toContain(`test/${group}`);
    expect({ path, result }).toMatchObject({ result: { status: 'passed' } });
    expect(result.status === 'passed' && result.checks.length).toBeGreaterThan(0);
  });

  it('says where it is', async () => {
    for (const folder of FOLDERS) {
      for (const { path, scenario } of await titledScenarios(folder)) {
        const { source = '', tags = [] } = scenario;
        expect({ path, tags: tags.length, said: source.length > 10 }).toEqual({
          path,
          tags: 2,
          said: true,
        });
      }
    }
  });
});

describe('the page of published numbers', () => {
  const written = readFileSync(join(repositoryRoot, 'docs/conformance.md'), 'utf8');

  it('lists every misprint and every defect', async () => {
    expect(written.endsWith(await ownSections())).toBe(true);
  });

  it('misses no number', () => {
    const rows = [...written.matchAll(/^\|.*\| (\d+) \|$/gm)];
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter(([, missed]) => missed !== '0')).toEqual([]);
  });
});
