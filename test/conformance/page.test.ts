import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runFile } from '../../src/cli/scenario-files.js';
import { ownSections, titledScenarios } from '../support/conformance-page.js';
import { repositoryRoot } from '../support/shared-material.js';

describe.each(['defects', 'misprints'])('scenarios of %s', (folder) => {
  it('say where the fault is, and pass', async () => {
    const found = await titledScenarios(`test/${folder}`);
    expect(found.length).toBeGreaterThanOrEqual(3);
    for (const { path, scenario } of found) {
      expect({ path, tags: scenario.tags?.length, group: scenario.tags?.[0] }).toEqual({
        path,
        tags: 2,
        group: folder,
      });
      expect(scenario.source).not.toBeUndefined();
      const { result } = await runFile(join(repositoryRoot, path));
      expect({ path, result }).toMatchObject({ result: { status: 'passed' } });
      expect(result.status === 'passed' && result.checks.length).toBeGreaterThan(0);
    }
  }, 120_000);
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
