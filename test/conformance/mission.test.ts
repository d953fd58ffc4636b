import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { POOL_FIGURES, POSITION_FIGURES } from '../../src/application/figures.js';
import { runFile } from '../../src/cli/scenario-files.js';
import { program } from '../../src/cli/program.js';
import { SHAPES } from '../../src/input/command-shapes.js';
import { QUERY_SHAPES } from '../../src/input/query-shapes.js';
import { PRESETS } from '../../src/presets/index.js';
import { ruleBook, taggedScenarios } from '../support/rule-book.js';
import { repositoryRoot } from '../support/shared-material.js';

/** A row of docs/mission.md. */
interface Row {
  readonly number: number;
  readonly says: string;
  readonly rules: readonly string[];
  /** Paths relative to the repository. */
  readonly scenarios: readonly string[];
  readonly how: string;
}

/** What the rows are held against. */
interface House {
  readonly rules: ReadonlySet<string>;
  readonly tags: ReadonlyMap<string, readonly string[]>;
  readonly green: ReadonlySet<string>;
}

function rowsOf(page: string): Row[] {
  return page
    .split('\n')
    .filter((line) => /^\| \d+ \|/.test(line))
    .map((line) => {
      const cells = line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, ''));
      const [number = '', says = '', rules = '', scenarios = '', how = ''] = cells;
      return {
        number: Number(number),
        says,
        rules: rules.split(', ').filter((rule) => rule !== ''),
        scenarios: [...scenarios.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, path = '']) => path),
        how,
      };
    });
}

/** What a row has lost. */
function problemsOf({ rules, scenarios, how }: Row, house: House): string[] {
  const carried = new Set(scenarios.flatMap((path) => house.tags.get(path) ?? []));
  const isOf = (path: string): boolean =>
    (house.tags.get(path) ?? []).some((tag) => rules.includes(tag));
  return [
    ...(rules.length === 0 ? ['it has no rule'] : []),
    ...(scenarios.length === 0 ? ['it has no scenario'] : []),
    ...(how === '' ? ['nothing does it'] : []),
    ...rules.filter((rule) => !house.rules.has(rule)).map((rule) => `${rule} is no rule`),
    ...rules.filter((rule) => !carried.has(rule)).map((rule) => `no scenario carries ${rule}`),
    ...scenarios.filter((path) => !house.tags.has(path)).map((path) => `${path} is not there`),
    ...scenarios.filter((path) => !isOf(path)).map((path) => `${path} carries none of its rules`),
    ...scenarios.filter((path) => !house.green.has(path)).map((path) => `${path} does not pass`),
    ...unknownNames(how),
  ];
}

const NAMES: Readonly<Record<string, readonly string[]>> = {
  command: Object.keys(SHAPES),
  query: Object.keys(QUERY_SHAPES),
  figure: [...POOL_FIGURES, ...POSITION_FIGURES],
  option: PRESETS.flatMap(({ options }) => Object.keys(options)),
};

/** Commands, queries, figures, options and words of the command line that there are not. */
function unknownNames(how: string): string[] {
  return how.split('; ').flatMap((part) => {
    const names = [...part.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
    const kind = Object.keys(NAMES).find((word) => new RegExp(`^(${plural(word)}) `).test(part));
    return names.filter((name) =>
      name.startsWith('plimsoll ')
        ? !WORDS.has(name.slice('plimsoll '.length))
        : kind === undefined || !NAMES[kind]!.includes(name),
    );
  });
}

function plural(word: string): string {
  return word.endsWith('y') ? `${word}|${word.slice(0, -1)}ies` : `${word}s?`;
}

const silent = { out: () => undefined, err: () => undefined, interactive: false };
const WORDS = new Set(program(silent, () => undefined).commands.map((command) => command.name()));

const rows = rowsOf(readFileSync(join(repositoryRoot, 'docs/mission.md'), 'utf8'));

describe('the mission', () => {
  let house: House;

  beforeAll(async () => {
    const tags = new Map((await taggedScenarios()).map(({ path, tags: own }) => [path, own]));
    const green = new Set<string>();
    for (const path of new Set(rows.flatMap(({ scenarios }) => scenarios))) {
      if (!tags.has(path)) continue;
      const { result } = await runFile(join(repositoryRoot, path));
      if (result.status === 'passed') green.add(path);
    }
    house = { rules: new Set(ruleBook().map(({ id }) => id)), tags, green };
  }, 120_000);

  it('has 25 rows', () => {
    expect(rows.map(({ number }) => number)).toEqual(
      Array.from({ length: 25 }, (_, index) => index + 1),
    );
  });

  it.each(rows)('row $number is done: $says', (row) => {
    expect(problemsOf(row, house)).toEqual([]);
  });

  it('notices a row that loses something', () => {
    const row = rows.find(({ number }) => number === 1)!;
    const [first = '', ...others] = row.scenarios;
    const planted: readonly [Row, House, string][] = [
      [{ ...row, scenarios: [] }, house, 'it has no scenario'],
      [{ ...row, rules: [] }, house, 'it has no rule'],
      [{ ...row, scenarios: others }, house, 'no scenario carries R-LVL-1'],
      [{ ...row, rules: [...row.rules, 'R-LVL-99'] }, house, 'R-LVL-99 is no rule'],
      [row, { ...house, rules: new Set() }, 'R-LVL-1 is no rule'],
      [row, { ...house, tags: new Map() }, `${first} is not there`],
      [row, { ...house, green: new Set() }, `${first} does not pass`],
      [
        { ...row, scenarios: [...row.scenarios, 'test/scenarios/stop-loss.yaml'] },
        house,
        'test/scenarios/stop-loss.yaml carries none of its rules',
      ],
      [{ ...row, how: 'query `moon`' }, house, 'moon'],
      [{ ...row, how: '`plimsoll moon`' }, house, 'plimsoll moon'],
    ];
    for (const [lost, seen, problem] of planted) {
      expect(problemsOf(lost, seen)).toContain(problem);
    }
  });
});
