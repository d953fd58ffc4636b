// Runs the bundled tests in this process with Jest's own runner, as often as asked. The bundle is
// evaluated once for many runs, so that the code stays compiled.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import vm from 'node:vm';
import { LEFT_OUT, TESTS } from './settings.mjs';

const require = createRequire(import.meta.url);
const ofJest = createRequire(createRequire(require.resolve('jest')).resolve('@jest/core'));
const circus = ofJest('jest-circus');
const { jestExpect } = ofJest('@jest/expect');

const SEPARATOR = ' > ';
const ROOT = 'ROOT_DESCRIBE_BLOCK';
/** Stryker's own time limit ends a run; a busy machine fails no test. */
const TEST_TIMEOUT = 600_000;

/** The name of the suite that a test is in. */
export const suiteOf = (id) => id.split(SEPARATOR, 1)[0];

/** Makes a block ready for another run: only the wanted tests, and nothing of the last one. */
function prepare(block, isWanted) {
  for (const hook of block.hooks) hook.seenDone = false;
  for (const child of block.children) {
    if (child.type === 'describeBlock') prepare(child, isWanted);
    else Object.assign(child, CLEAN(), { mode: isWanted(child) ? undefined : 'skip' });
  }
}

const CLEAN = () => ({ errors: [], retryReasons: [], status: null, seenDone: false });

function testsOf(block) {
  return block.children.flatMap((child) => (child.type === 'test' ? [child] : testsOf(child)));
}

/** The tests by their ids: the path of names, and a number where tests share one. */
function byId(block) {
  const tests = new Map();
  for (const test of testsOf(block)) {
    const names = [];
    for (let at = test; at.name !== ROOT; at = at.parent) names.unshift(at.name);
    const name = names.join(SEPARATOR);
    let id = name;
    for (let count = 2; tests.has(id); count += 1) id = `${name} (${count})`;
    tests.set(id, test);
  }
  return tests;
}

export class Suite {
  #file;
  #script;

  constructor(file) {
    this.#file = resolve(file);
    const { beforeAll, beforeEach, afterAll, afterEach, describe, it, test } = circus;
    const globals = { beforeAll, beforeEach, afterAll, afterEach, describe, it, test };
    Object.assign(globalThis, globals, { expect: jestExpect });
  }

  /** Evaluates the suites anew, those named or all. Their tests are known then, none has run. */
  load(names) {
    this.#script ??= new vm.Script(
      `(function (exports, require, module) {${readFileSync(this.#file, 'utf8')}\n})`,
      { filename: this.#file },
    );
    circus.resetState();
    const suites = {};
    this.#script.runInThisContext()(suites, createRequire(this.#file), {});
    for (const name of names ?? Object.keys(suites)) circus.describe(name, suites[name]);
  }

  /**
   * Runs what was loaded and gives what became of the tests that ran. `only`: the ids of the tests
   * to run. `bail`: the first failure ends the run. `onTest`: told the id of each test as it
   * starts, and undefined when it is over.
   */
  async run({ only, bail = false, onTest = () => undefined }) {
    const results = [];
    const state = circus.getState();
    const tests = byId(state.rootDescribeBlock);
    const ids = new Map([...tests].map(([id, test]) => [test, id]));
    const wanted = new Set(only ?? tests.keys());
    for (const id of wanted) {
      if (LEFT_OUT.includes(id) || !TESTS.test(id)) wanted.delete(id);
    }
    prepare(state.rootDescribeBlock, (test) => wanted.has(ids.get(test)));
    Object.assign(state, { hasStarted: false, unhandledErrors: [], testTimeout: TEST_TIMEOUT });
    const listener = ({ name, test }) => {
      if (name === 'test_start') {
        globalThis.propertyHeld = false;
        onTest(ids.get(test));
      }
      if (name !== 'test_done') return;
      onTest(undefined);
      const errors = globalThis.propertyHeld ? [] : test.errors;
      results.push({ id: ids.get(test), duration: test.duration ?? 0, errors: errors.map(textOf) });
      if (bail && errors.length > 0) tests.forEach((other) => (other.mode = 'skip'));
    };
    circus.addEventHandler(listener);
    try {
      const { unhandledErrors } = await circus.run();
      return { results, unhandled: unhandledErrors.map(String) };
    } finally {
      circus.removeEventHandler(listener);
    }
  }
}

function textOf(error) {
  const [thrown] = Array.isArray(error) ? error : [error];
  return String(thrown?.stack ?? thrown?.message ?? thrown);
}
