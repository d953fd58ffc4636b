import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runFile } from '../../src/cli/scenario-files.js';
import { ruleBook, taggedScenarios } from '../support/rule-book.js';
import { repositoryRoot } from '../support/shared-material.js';

const rules = ruleBook();
const scenarios = taggedScenarios();

describe('the rule book', () => {
  it('has rules', () => {
    expect(rules.length).toBeGreaterThanOrEqual(10);
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });

  it.each(rules)('$id names a scenario that carries its id', async ({ id, scenario }) => {
    expect(existsSync(join(repositoryRoot, scenario))).toBe(true);
    const found = (await scenarios).find(({ path }) => path === scenario);
    expect(found?.tags).toContain(id);
  });

  it('knows the rule of every scenario', async () => {
    const known = new Set(rules.map(({ id }) => id));
    for (const { tags } of await scenarios) {
      const named = tags.filter((tag) => tag.startsWith('R-'));
      expect(named.length).toBeGreaterThan(0);
      expect(named.filter((tag) => !known.has(tag))).toEqual([]);
    }
  });

  it('is true', async () => {
    for (const { path } of await scenarios) {
      const { result } = await runFile(join(repositoryRoot, path));
      expect({ path, result }).toMatchObject({ result: { status: 'passed' } });
    }
  }, 120_000);
});
