import type { ErrorObject } from 'ajv';
import { LineCounter, parseDocument } from 'yaml';
import { parseInstant } from '../../domain/index.js';
import { checkBy } from './compile-schema.js';
import type { Problem, Scenario, Step } from './format.js';
import { VERBS, scenarioSchema } from './schema.js';
import { anyDecimal, decimal, type Schema } from './schema-parts.js';

/** A scenario, or every problem of its document. */
export type ReadResult =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const MOST_CHARACTERS = 16 * 1024 * 1024;
const MOST_DEPTH = 64;

const errorsOf = checkBy(scenarioSchema);

/**
 * Reads a scenario from YAML or JSON text. Every violation is reported with its JSON path:
 * duplicate and unknown keys, missing ones, numbers where the format asks for decimal strings.
 * @example
 * const read = readScenario('{ scenario: 1, id: first, title: nothing happens, steps: [] }');
 * read.ok && read.scenario.id; // => 'first'
 * const broken = readScenario('{ scenario: 1, id: second, title: no step }');
 * broken.ok ? '' : broken.problems[0]?.path; // => '$.steps'
 */
export function readScenario(text: string): ReadResult {
  const parsed = parseText(text);
  return parsed.ok ? checkScenario(parsed.document) : parsed;
}

/** Checks a document that is parsed already. */
export function checkScenario(document: unknown): ReadResult {
  const errors = errorsOf(document);
  if (errors.length > 0) return { ok: false, problems: problemsOf(errors) };
  const scenario = document as Scenario;
  const problems = [...semanticProblems(scenario)];
  return problems.length === 0 ? { ok: true, scenario } : { ok: false, problems };
}

/** A document of YAML or JSON text, within the limits of size and depth. */
export function parseText(
  text: string,
): { ok: true; document: unknown } | { ok: false; problems: Problem[] } {
  if (text.length > MOST_CHARACTERS) {
    const most = `at most ${MOST_CHARACTERS} characters`;
    return { ok: false, problems: [problem('$', most, String(text.length))] };
  }
  if (deepest(text) > MOST_DEPTH) {
    const received = 'deeper nesting';
    return { ok: false, problems: [problem('$', `at most ${MOST_DEPTH} levels`, received)] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { uniqueKeys: true, schema: 'core', lineCounter: lines });
  if (document.errors.length > 0) {
    return {
      ok: false,
      problems: document.errors.map((error) =>
        problem('$', 'well-formed YAML or JSON', error.message.split('\n')[0] ?? error.code),
      ),
    };
  }
  return { ok: true, document: document.toJS({ maxAliasCount: 100 }) as unknown };
}

/** The deepest nesting of brackets, cheaply and before any parser sees the text. */
function deepest(text: string): number {
  let depth = 0;
  let most = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x5b || code === 0x7b) most = Math.max(most, (depth += 1));
    else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return most;
}

/** What is wrong at a place of a document. */
export function problem(path: string, expected: string, received: string): Problem {
  return { code: 'input.invalid', path, expected, received };
}

/**
 * One problem per place; of alternatives that all failed, the most telling one, or each kind of
 * value that would have been right.
 */
export function problemsOf(errors: readonly ErrorObject[]): Problem[] {
  const byPath = new Map<string, Problem>();
  const kinds = new Map<string, Set<string>>();
  for (const error of errors) {
    if (error.keyword === 'if' || error.keyword === 'anyOf') continue;
    const found = toProblem(error);
    if (error.keyword === 'type' && found.expected !== QUOTE) {
      const here = kinds.get(found.path) ?? new Set();
      kinds.set(found.path, here.add(found.expected));
    }
    const before = byPath.get(found.path);
    if (before === undefined || before.expected.length < found.expected.length) {
      byPath.set(found.path, found);
    }
  }
  return [...byPath.values()].map((found) => {
    const alternatives = kinds.get(found.path);
    if (alternatives?.has(found.expected) !== true) return found;
    return { ...found, expected: [...alternatives].join(' or ') };
  });
}

const QUOTE = 'a decimal string: quote the number';

/** What JSON Schema calls a type, in words. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'an object',
  array: 'a list',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
};

function toProblem(error: ErrorObject): Problem {
  const { keyword, instancePath, params, data, message } = error;
  const path = jsonPath(instancePath);
  const { additionalProperty, missingProperty } = params as Record<string, string | undefined>;
  if (keyword === 'additionalProperties') {
    return problem(`${path}.${additionalProperty ?? ''}`, 'no such key', 'an unknown key');
  }
  if (keyword === 'required') {
    return problem(`${path}.${missingProperty ?? ''}`, 'a value', 'nothing');
  }
  const { allowedValues, pattern, type, limit } = params as Params;
  if (keyword === 'minItems') {
    return problem(path, `at least ${limit} ${limit === 1 ? 'entry' : 'entries'}`, shown(data));
  }
  if (typeof type === 'string') {
    const unquoted = typeof data === 'number' && isDecimal(error.parentSchema);
    return problem(path, unquoted ? QUOTE : (KINDS[type] ?? type), shown(data));
  }
  const expected =
    allowedValues === undefined
      ? pattern === undefined
        ? (message ?? keyword)
        : `text of the form ${pattern}`
      : `one of ${allowedValues.map(String).join(', ')}`;
  return problem(path, expected, shown(data));
}

interface Params {
  readonly allowedValues?: unknown[];
  readonly pattern?: string;
  readonly type?: string;
  readonly limit?: number;
}

/** Whether a place of the schema is for an amount, price, quantity or rate. */
function isDecimal(schema: object | undefined): boolean {
  const { pattern } = (schema ?? {}) as Schema;
  return pattern === decimal.pattern || pattern === anyDecimal.pattern;
}

function shown(data: unknown): string {
  const written = JSON.stringify(data) ?? typeof data;
  return written.length > 80 ? `${written.slice(0, 77)}...` : written;
}

/** `/steps/3/open` as `$.steps[3].open`. */
function jsonPath(pointer: string): string {
  const parts = pointer.split('/').slice(1);
  return parts.reduce((path, part) => {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    return /^\d+$/.test(key) ? `${path}[${key}]` : `${path}.${key}`;
  }, '$');
}

/** Verbs that may stand together in one step: one batch of prices. */
const PRICES: ReadonlySet<string> = new Set(['mark', 'rate', 'last']);

function* semanticProblems(scenario: Scenario): Generator<Problem> {
  yield* instrumentsNamedTwice(scenario.instruments, '$');
  for (const [index, step] of scenario.steps.entries()) {
    const verbs = verbsOf(step);
    const together = verbs.length > 0 && verbs.every((verb) => PRICES.has(verb));
    if (verbs.length !== 1 && !together) {
      const received = verbs.length === 0 ? 'none' : verbs.join(', ');
      yield problem(`$.steps[${index}]`, 'exactly one verb', received);
    }
    if (step.at !== undefined && !parseInstant(step.at).ok) {
      yield problem(`$.steps[${index}].at`, 'an existing time in UTC', step.at);
    }
  }
}

/** Instruments of a list whose id another one before them has, by the place they stand under. */
export function* instrumentsNamedTwice(
  instruments: readonly { readonly id: string }[] = [],
  under: string,
): Generator<Problem> {
  const seen = new Set<string>();
  for (const [index, { id }] of instruments.entries()) {
    if (seen.has(id)) yield problem(`${under}.instruments[${index}].id`, 'an id of its own', id);
    seen.add(id);
  }
}

/** The verbs of a step. */
export function verbsOf(step: Step): string[] {
  return VERBS.filter((verb) => step[verb as keyof Step] !== undefined);
}
