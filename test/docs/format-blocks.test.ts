import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from '../../src/scenario/format.js';
import { checkScenario } from '../../src/scenario/read.js';
import { runScenario } from '../../src/scenario/run.js';
import { repositoryRoot } from '../support/shared-material.js';

type Json = Record<string, unknown>;

const PAGE = 'docs/reference/scenario-format.md';
const FLAT = { model: 'flat', initial: '0.1', maintenance: '0.05' };

/** Code of the page, and the number of the line it starts at. */
function blocksOf(text: string): { line: number; code: string }[] {
  return [...text.matchAll(/^```jsonc\n([\s\S]*?)^```$/gm)].map(({ 1: code = '', index }) => ({
    line: text.slice(0, index).split('\n').length + 1,
    code,
  }));
}

/** Comments are taken out, `...` becomes a key or nothing, and keys alone become an object. */
function parsed(code: string): Json {
  const plain = code
    .replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, kept?: string) => kept ?? '')
    .replace(/,\s*\.\.\.\s*\]/g, ']')
    .replace(/\.\.\./g, '"...": true');
  const whole = plain.trim().startsWith('{') ? plain : `{${plain}}`;
  return JSON.parse(whole) as Json;
}

/** What the page leaves out with `...`: a margin model where one stands, else the key itself. */
function completed(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => completed(item));
  if (typeof value !== 'object' || value === null) return value;
  const { '...': leftOut, ...rest } = value as Json;
  if (leftOut === true) return key === 'margin' ? { ...FLAT, ...rest } : undefined;
  return Object.fromEntries(
    Object.entries(rest).flatMap(([name, item]) => {
      const whole = completed(item, name);
      return whole === undefined ? [] : [[name, whole]];
    }),
  );
}

const instrument = { id: 'BTC-PERP', kind: 'linear', base: 'BTC', quote: 'USD', margin: FLAT };
const empty = { scenario: 1, id: 'x', title: 'x', instruments: [instrument], steps: [] };

/** The places of the format in which a fragment may stand, as the scenario that holds it there. */
const PLACES: Readonly<Record<string, (fragment: Json) => Json>> = {
  scenario: (fragment) => fragment,
  instrument: (fragment) => ({ ...empty, instruments: [{ ...instrument, ...fragment }] }),
  margin: (fragment) => ({ ...empty, instruments: [{ ...instrument, margin: fragment }] }),
  asset: (fragment) => ({ ...empty, assets: [fragment] }),
  engine: (fragment) => ({
    ...empty,
    assets: [{ asset: 'BTC', haircut: '0' }],
    engine: fragment,
  }),
  part: (fragment) => ({ ...empty, ...fragment }),
  step: (fragment) => ({ ...empty, steps: [fragment] }),
  expect: (fragment) => ({ ...empty, steps: [{ expect: { account: 'a', ...fragment } }] }),
};

/** Why a fragment fits nowhere, or the scenario in which it stands. */
function placed(fragment: Json): { scenario?: Scenario; why: unknown } {
  const why: Json = {};
  for (const [place, put] of Object.entries(PLACES)) {
    const read = checkScenario(put(fragment));
    if (read.ok) return { scenario: read.scenario, why: place };
    why[place] = read.problems;
  }
  return { why };
}

/** A block as one fragment; keys that belong to different places one by one. */
function fragmentsOf(block: Json): Json[] {
  if (placed(block).scenario !== undefined) return [block];
  return Object.entries(block).map(([key, value]) => ({ [key]: value }));
}

describe('the blocks of the format page', () => {
  const blocks = blocksOf(readFileSync(join(repositoryRoot, PAGE), 'utf8'));

  it('are there', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(13);
  });

  it.each(blocks)('line $line is what the reader accepts and the engine takes', async ({ code }) => {
    for (const fragment of fragmentsOf(completed(parsed(code)) as Json)) {
      const { scenario, why } = placed(fragment);
      expect({ fragment, why }).toEqual({ fragment, why: expect.any(String) as unknown });
      // Its steps show a form and no story; its terms must be ones an engine can work with.
      const result = await runScenario({ ...scenario!, steps: [] });
      expect(result).toEqual({ status: 'passed', id: scenario!.id, checks: [] });
    }
  });

  it.each([
    ['an unknown key', '"engine": { "boundry": "below" }'],
    ['an unknown word', '"engine": { "boundary": "above" }'],
    ['a number for an amount', '{ "asset": "BTC", "haircut": 0.05 }'],
    ['a missing key', '{ "expect": { "pool": "cross" } }'],
  ])('would be refused with %s', (_, code) => {
    expect(placed(completed(parsed(code)) as Json).scenario).toBeUndefined();
  });
});
