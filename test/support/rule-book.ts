import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { scenarioFiles } from '../../src/cli/scenario-files.js';
import { readScenario } from '../../src/scenario/read.js';
import { repositoryRoot } from './shared-material.js';

/** A rule of a page: a heading with an id, and below it the scenario that runs it. */
export interface Rule {
  readonly id: string;
  readonly scenario: string;
}

/** A scenario of the rule book; its path is relative to the repository. */
export interface TaggedScenario {
  readonly path: string;
  readonly tags: readonly string[];
}

function rulesOf(page: string): Rule[] {
  return page
    .split(/^### /m)
    .slice(1)
    .map((section) => ({
      id: /^(R-[A-Z]+-\d+) /.exec(section)?.[1] ?? `no id: ${section.slice(0, 40)}`,
      scenario: /^Scenario: (\S+)$/m.exec(section)?.[1] ?? 'none',
    }));
}

/** Every rule of docs/rules. */
export function ruleBook(): Rule[] {
  const pages = join(repositoryRoot, 'docs/rules');
  return readdirSync(pages).flatMap((file) => rulesOf(readFileSync(join(pages, file), 'utf8')));
}

/** Every scenario of test/scenarios with its tags. */
export async function taggedScenarios(): Promise<TaggedScenario[]> {
  const files = await scenarioFiles([join(repositoryRoot, 'test/scenarios')]);
  return files.map((file) => {
    const read = readScenario(readFileSync(file, 'utf8'));
    const path = relative(repositoryRoot, file).replaceAll('\\', '/');
    return { path, tags: read.ok ? (read.scenario.tags ?? []) : [] };
  });
}
