import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PRESETS, decidedBy } from '../../src/presets/index.js';
import { presetTables, sourceTable } from '../support/preset-page.js';
import { RULES, useTable, usersOf } from '../support/preset-uses.js';
import { ruleBook } from '../support/rule-book.js';
import { repositoryRoot } from '../support/shared-material.js';

const page = readFileSync(join(repositoryRoot, 'docs/presets.md'), 'utf8');

/** The presets of the venue that the documents speak of. */
const STATED = PRESETS.filter(({ name }) => name.startsWith('kraken-'));

/** The text below a heading of the second level. */
function section(title: string, text: string = page): string {
  const found = text.split(/^## /m).find((part) => part.startsWith(`${title}\n`));
  if (found === undefined) throw new Error(`docs/presets.md has no section ${title}`);
  return found;
}

function tableLines(text: string): string[] {
  return text.split('\n').filter((line) => line.startsWith('|'));
}

describe('the page of the presets', () => {
  it.each(PRESETS)('tells all that $name decides, its options, and nothing else', (preset) => {
    expect(tableLines(section(preset.name))).toEqual(presetTables(preset));
  });

  it('names the page behind each tag', () => {
    expect(tableLines(section('Sources'))).toEqual(sourceTable());
  });

  it('misses a number that was changed, and an option that is not told', () => {
    const [preset] = PRESETS;
    const engine = { ...preset!.configuration.engine, writeOffBelow: '21' };
    const planted = { ...preset!, configuration: { ...preset!.configuration, engine } };
    expect(tableLines(section(preset!.name))).not.toEqual(presetTables(planted));
    const told = section(preset!.name).replace(/^\| `oldest-first`.*\n/m, '');
    expect(tableLines(told)).not.toEqual(presetTables(preset!));
  });

  it('tells of each rule of a venue which preset states it, and each is stated', () => {
    expect(tableLines(section('Which preset states which rule'))).toEqual(useTable());
    expect(RULES.filter((rule) => usersOf(rule).length === 0)).toEqual([]);
  });

  it('finds a rule that no preset states', () => {
    const nowhere = { rule: 'auction', keys: '', stated: () => false };
    expect(usersOf(nowhere)).toEqual([]);
    const assign = RULES.filter(({ rule }) => rule === 'assign');
    const others = PRESETS.filter(({ name }) => name !== 'kraken-futures');
    expect(assign.map((rule) => usersOf(rule, others))).toEqual([[]]);
  });

  it('points only to rules that there are', () => {
    const known = new Set(ruleBook().map(({ id }) => id));
    const named = [...page.matchAll(/R-[A-Z]+-\d+/g)].map(([id]) => id);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((id) => !known.has(id))).toEqual([]);
  });

  it('names in its row of each statement only keys and options that there are', () => {
    const rows = tableLines(section('What the documents say')).slice(2);
    expect(rows.map((row) => Number(row.split('|')[1]))).toEqual(
      Array.from({ length: 25 }, (_, index) => index + 1),
    );
    rows.forEach((row) => {
      const cells = row.split('|').slice(2, -1);
      expect(cells).toHaveLength(STATED.length);
      STATED.forEach((preset, index) => {
        expect({ row, unknown: unknownIn(cells[index]!, preset) }).toEqual({ row, unknown: [] });
      });
    });
    expect(unknownIn('`engine.liquidation.moon` and `oldest-second`', PRESETS[0]!)).toHaveLength(2);
  });
});

function unknownIn(cell: string, preset: (typeof PRESETS)[number]): string[] {
  const paths = decidedBy(preset).map(({ path }) => path.replaceAll(/\[[^\]]*\]/g, '[]'));
  const known = (name: string): boolean =>
    Object.hasOwn(preset.options, name) ||
    paths.some((path) => path === name || path.startsWith(`${name}.`));
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name).filter((name) => !known(name));
}
