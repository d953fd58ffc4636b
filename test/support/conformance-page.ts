import { join, relative } from 'node:path';
import { readFileSync } from 'node:fs';
import { runFile, scenarioFiles, type FileResult } from '../../src/cli/scenario-files.js';
import { PRESETS } from '../../src/presets/index.js';
import { readScenario } from '../../src/scenario/read.js';
import type { Scenario } from '../../src/scenario/format.js';
import { countTable, publishedBy } from './conformance-counts.js';
import { repositoryRoot } from './shared-material.js';

/** A scenario file with what it says of itself. */
export interface TitledScenario {
  readonly path: string;
  readonly scenario: Scenario;
}

/** The scenarios below a folder of the repository. */
export async function titledScenarios(folder: string): Promise<TitledScenario[]> {
  const files = await scenarioFiles([join(repositoryRoot, folder)]);
  return files.map((file) => {
    const read = readScenario(readFileSync(file, 'utf8'));
    if (!read.ok) throw new Error(`${file}: ${read.problems.map(({ path }) => path).join()}`);
    return { path: relative(repositoryRoot, file).replaceAll('\\', '/'), scenario: read.scenario };
  });
}

/** What docs/conformance.md says beyond the numbers that come out: nothing of it lies elsewhere. */
export async function ownSections(): Promise<string> {
  return [
    '## Published numbers that are wrong',
    '',
    ...(await listed('test/misprints', 'What is printed, and what is true')),
    '',
    '## Parameters that are not published',
    '',
    'A preset refuses pools that need one of these, or says what it does instead.',
    '',
    '| Preset | What is missing | Instead |',
    '| --- | --- | --- |',
    ...PRESETS.flatMap(({ name, unpublished = [] }) =>
      unpublished.map(({ what, instead }) => `| ${name} | ${what} | ${instead} |`),
    ),
    '',
    '## Defects of other engines',
    '',
    'Each is a scenario that this engine passes.',
    '',
    ...(await listed('test/defects', 'What is true here')),
    '',
  ].join('\n');
}

/**
 * The page docs/conformance.md: what of the published numbers below a folder comes out and within
 * what, which of them are wrong, and which defects of other engines stay out.
 */
export async function conformancePage(published: string): Promise<string> {
  const results: FileResult[] = [];
  for (const file of await scenarioFiles([published])) results.push(await runFile(file));
  return [
    '# Conformance',
    '',
    'This page is generated: `npm run docs:conformance` runs every scenario of published numbers',
    'and writes it.',
    '',
    '## Published numbers',
    '',
    'A number is `exact` when the engine gives it to the last digit, `as printed` when the figure of',
    'the engine, rounded as the source rounds, is the printed one, and `within` when the source itself',
    'states or forces a tolerance. Refusals and events count as exact. `To decimals` is how far the',
    'printed ones go, `Widest` the tolerance that is the largest share of its number.',
    '',
    ...countTable(results),
    '',
    `Beside them ${results.length - publishedBy(results).length} scenarios that were drawn at random and computed`,
    'by an independent evaluator.',
    '',
    await ownSections(),
  ].join('\n');
}

async function listed(folder: string, told: string): Promise<string[]> {
  const found = await titledScenarios(folder);
  return [
    `| Of | Source | ${told} | Scenario |`,
    '| --- | --- | --- | --- |',
    ...found.map(({ path, scenario: { id, title, tags = [], source = '' } }) => {
      const name = `[${id}](../${path})`;
      return `| ${tags[1]} | ${source} | ${title} | ${name} |`;
    }),
  ];
}
