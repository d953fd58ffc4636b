import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runFile, scenarioFiles } from '../../src/cli/scenario-files.js';
import { readScenario } from '../../src/scenario/read.js';
import { repositoryRoot } from '../support/shared-material.js';

interface Rule {
  readonly id: string;
  readonly scenario: string;
}

/** Rules of a page: a heading with an id, and below it the scenario that runs it. */
function rulesOf(page: string): Rule[] {
  return page
    .split(/^### /m)
    .slice(1)
    .map((section) => ({
      id: /^(R-[A-Z]+-\d+) /.exec(section)?.[1] ?? `no id: ${section.slice(0, 40)}`,
      scenario: /^Scenario: (\S+)$/m.exec(section)?.[1] ?? 'none',
    }));
}

const pages = join(repositoryRoot, 'docs/rules');
const rules = readdirSync(pages).flatMap((file) =>
  rulesOf(readFileSync(join(pages, file), 'utf8')),
);

async function readAll() {
  const files = await scenarioFiles([join(repositoryRoot, 'test/scenarios')]);
  return files.map((file) => {
    const read = readScenario(readFileSync(file, 'utf8'));
    return { file, tags: read.ok ? (read.scenario.tags ?? []) : [] };
  });
}

const scenarios = readAll();

describe('the rule book', () => {
  it('has rules', () => {
    expect(rules.length).toBeGreaterThanOrEqual(10);
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });

  it.each(rules)('$id names a scenario that carries its id', async ({ id, scenario }) => {
    expect(existsSync(join(repositoryRoot, scenario))).toBe(true);
    const found = (await scenarios).find(({ file }) => file.endsWith(scenario));
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
    for (const { file } of await scenarios) {
      const { result } = await runFile(file);
      expect({ file, result }).toMatchObject({ result: { status: 'passed' } });
    }
  });
});
