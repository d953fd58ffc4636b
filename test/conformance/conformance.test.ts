import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runFile, scenarioFiles, type FileResult } from '../../src/cli/scenario-files.js';
import { countTable } from '../support/conformance-counts.js';
import { describeWith, repositoryRoot, sharedPath } from '../support/shared-material.js';

describeWith('conformance', 'published numbers', () => {
  let results: FileResult[];

  beforeAll(async () => {
    results = [];
    for (const file of await scenarioFiles([sharedPath('conformance')])) {
      results.push(await runFile(file));
    }
  }, 120_000);

  it('fail nowhere', () => {
    const failed = results
      .filter(({ result }) => result.status === 'failed')
      .map(({ id, result }) => ({ id, result }));
    expect(failed).toEqual([]);
  });

  it('each check something', () => {
    const empty = results
      .filter(({ result }) => result.status === 'passed' && result.checks.length === 0)
      .map(({ id }) => id);
    expect(empty).toEqual([]);
  });

  it('are counted so in docs/conformance.md', () => {
    const page = readFileSync(join(repositoryRoot, 'docs/conformance.md'), 'utf8');
    const numbers = page.split('## ').find((part) => part.startsWith('Published numbers\n'));
    const told = (numbers ?? '').split('\n').filter((line) => line.startsWith('|'));
    expect(told.length).toBeGreaterThan(20);
    // A folder that has grown since the page was written is counted anew when it is written again.
    const grown = (row: string, now: string | undefined): boolean =>
      Number(now?.split('|')[2]) > Number(row.split('|')[2]);
    const counted = countTable(results);
    told.forEach((row) => {
      const now = counted.find((one) => one.split('|')[1] === row.split('|')[1]);
      if (!grown(row, now)) expect(now).toBe(row);
    });
  });
});
