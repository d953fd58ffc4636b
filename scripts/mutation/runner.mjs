// A test runner for Stryker that keeps one process and one compiled bundle for all mutants. Jest's
// own costs 10 to 15 seconds a mutant, because each loads every test file and all it imports again.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { PluginKind, declareClassPlugin } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
  determineHitLimitReached,
} from '@stryker-mutator/api/test-runner';
import {
  AGAIN,
  BUDGET,
  COUNTING,
  DURATIONS,
  FAST,
  KILLERS,
  SAMPLE,
  SEED,
  TAPE,
} from './settings.mjs';
import { Suite, suiteOf } from './suite.mjs';

/** The suite of the bundle that reads scenarios. */
const READING = 'scenarios are read';

/** What the instrumented code and Stryker tell each other. */
const shared = (globalThis.__stryker__ ??= {});

const NOT_IN_SAMPLE = 'not in the sample';

/** The mutants that lived when they were tried last, if there is a tape that says so. */
const lived =
  AGAIN &&
  new Set(
    readFileSync(AGAIN, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ status }) => status === MutantRunStatus.Survived)
      .map(keyOf),
  );

function keyOf({ file, location, mutatorName, replacement }) {
  return JSON.stringify([file, location, mutatorName, replacement]);
}

/** The same mutants for the same seed, whatever else is mutated in the run. */
function isInSample(mutant) {
  if (lived) return lived.has(keyOf(mutant));
  const digest = createHash('sha256')
    .update(`${SEED} ${keyOf(mutant)}`)
    .digest();
  return digest.readUInt32BE() < SAMPLE * 2 ** 32;
}

class BundleRunner {
  #fast = new Suite(FAST);
  /** Whether the fast bundle is evaluated, by no mutant. */
  #isLoaded = false;
  /** Whether another mutant ran in what is loaded. */
  #isUsed = false;
  #durations;
  /** The tests that killed mutants of a file, the latest first. */
  #killers = new Map();

  /** Reads every scenario once, while no mutant is active. */
  async init() {
    this.#fast.load([READING]);
    await this.#fast.run({});
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun() {
    const counting = new Suite(COUNTING);
    shared.mutantCoverage = { static: {}, perTest: {} };
    counting.load();
    const { results, unhandled } = await counting.run({
      onTest: (id) => (shared.currentTestId = id),
    });
    if (unhandled.length > 0) {
      return { status: DryRunStatus.Error, errorMessage: unhandled.join('\n') };
    }
    const durations = Object.fromEntries(results.map(({ id, duration }) => [id, duration]));
    writeFileSync(DURATIONS, JSON.stringify(durations));
    return {
      status: DryRunStatus.Complete,
      mutantCoverage: shared.mutantCoverage,
      tests: results.map(({ id, duration, errors }) => ({
        id,
        name: id,
        fileName: suiteOf(id),
        timeSpentMs: duration,
        ...(errors.length === 0
          ? { status: TestStatus.Success }
          : { status: TestStatus.Failed, failureMessage: errors.join('\n') }),
      })),
    };
  }

  /** Runs one mutant, unless the sample leaves it out, and writes its end to the tape at once. */
  async mutantRun(options) {
    const { fileName, location, mutatorName, replacement } = options.activeMutant;
    const mutant = {
      file: fileName.replace(/^.*?(?=domain\/)/, ''),
      location,
      mutatorName,
      replacement,
    };
    if (!isInSample(mutant)) return { status: MutantRunStatus.Error, errorMessage: NOT_IN_SAMPLE };
    const start = performance.now();
    const result = await this.#tryMutant(options);
    const { status, nrOfTests, killedBy, failureMessage } = result;
    const milliseconds = Math.round(performance.now() - start);
    const message = failureMessage?.slice(0, 200);
    const entry = { ...mutant, status, milliseconds, nrOfTests, killedBy, message };
    if (TAPE !== undefined) appendFileSync(TAPE, `${JSON.stringify(entry)}\n`);
    return result;
  }

  async #tryMutant(options) {
    const { activeMutant, testFilter, mutantActivation, hitLimit, sandboxFileName } = options;
    const isStatic = mutantActivation === 'static';
    this.#isLoaded &&= !isStatic;
    const groups = this.#inTurn(testFilter, sandboxFileName);
    shared.activeMutant = isStatic ? activeMutant.id : undefined;
    shared.hitLimit = hitLimit;
    let nrOfTests = 0;
    try {
      this.#load();
      for (const only of groups) {
        shared.activeMutant = activeMutant.id;
        shared.hitCount = hitLimit === undefined ? undefined : 0;
        const { results, unhandled } = await this.#fast.run({ only, bail: true });
        nrOfTests += results.length;
        const limit = determineHitLimitReached(shared.hitCount, hitLimit);
        if (limit !== undefined) return { status: MutantRunStatus.Timeout, reason: limit.reason };
        const killers = results.filter(({ errors }) => errors.length > 0);
        if (killers.length === 0 && unhandled.length === 0) continue;
        const killedBy = killers.map(({ id }) => id);
        if (this.#isUsed && !(await this.#passes(killedBy))) {
          // What a mutant before left behind failed the test, so this one is tried in a new world.
          this.#isLoaded = false;
          return this.#tryMutant(options);
        }
        for (const id of killedBy) this.#remember(sandboxFileName, id);
        const failureMessage = killers[0]?.errors[0] ?? unhandled.join('\n');
        return { status: MutantRunStatus.Killed, killedBy, failureMessage, nrOfTests };
      }
      return { status: MutantRunStatus.Survived, nrOfTests };
    } catch (problem) {
      // A static mutant may break the evaluation of the bundle itself, and no test would pass.
      if (!isStatic) throw problem;
      const failureMessage = String(problem);
      return { status: MutantRunStatus.Killed, killedBy: [], failureMessage, nrOfTests };
    } finally {
      shared.activeMutant = undefined;
      this.#isLoaded &&= !isStatic;
    }
  }

  #load() {
    this.#isUsed = this.#isLoaded;
    if (!this.#isLoaded) this.#fast.load();
    this.#isLoaded = true;
  }

  /** Whether tests that a mutant failed pass without it. */
  async #passes(only) {
    shared.activeMutant = undefined;
    const { results, unhandled } = await this.#fast.run({ only });
    return unhandled.length === 0 && results.every(({ errors }) => errors.length === 0);
  }

  #remember(file, id) {
    const known = this.#killers.get(file) ?? [];
    this.#killers.set(file, [id, ...known.filter((other) => other !== id)].slice(0, KILLERS));
  }

  /** The tests in the groups in which they run: those that killed lately, then the shortest. */
  #inTurn(testFilter, file) {
    this.#durations ??= existsSync(DURATIONS) ? JSON.parse(readFileSync(DURATIONS, 'utf8')) : {};
    const durationOf = (id) => this.#durations[id] ?? 0;
    const reaching = new Set(testFilter ?? Object.keys(this.#durations));
    const first = (this.#killers.get(file) ?? []).filter((id) => reaching.delete(id));
    const all = Object.values(this.#durations).reduce((sum, duration) => sum + duration, 0);
    let left = BUDGET * all;
    const rest = [...reaching]
      .sort((a, b) => durationOf(a) - durationOf(b))
      .filter((id) => (left -= durationOf(id)) >= 0);
    return [first, rest].filter((group) => group.length > 0);
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'bundle', BundleRunner)];
