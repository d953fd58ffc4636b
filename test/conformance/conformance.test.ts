import { runFile, scenarioFiles, type FileResult } from '../../src/cli/scenario-files.js';
import { describeWith, sharedPath } from '../support/shared-material.js';

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
});
