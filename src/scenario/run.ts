import type { ScheduleWarning } from '../../domain/index.js';
import type { Answer } from '../application/answer.js';
import type { Command } from '../application/commands.js';
import { refusalLine } from '../application/refusal-text.js';
import { PRESETS, type Preset } from '../presets/index.js';
import { checkExpectation } from './expect.js';
import type { Check, Scenario, Step } from './format.js';
import { stageOf, type Stage } from './stage.js';
import { verbsOf } from './read.js';

/** What one expectation or refusal of a scenario came to. */
export interface StepCheck extends Check {
  /** Index into `steps`. */
  readonly step: number;
}

/** What a run came to. */
export interface ScenarioResult {
  readonly status: 'passed' | 'failed';
  readonly id: string;
  readonly checks: StepCheck[];
  /** What is suspicious about the margin schedules; absent if nothing is. */
  readonly warnings?: readonly ScheduleWarning[];
}

/** Called after each step; `plimsoll explain` stops here. */
export type Observer = (step: number, stage: Stage) => void | Promise<void>;

/** What a run is given beside the scenario. */
export interface RunOptions {
  readonly observe?: Observer;
  /** Whom `preset` may name; default: the presets that ship with the package. */
  readonly presets?: readonly Preset[];
}

/**
 * Runs a scenario through the engine as an embedder would, and checks what it expects.
 * @example
 * const read = readScenario(`
 *   scenario: 1
 *   id: first
 *   title: what is deposited is there
 *   steps:
 *     - deposit: { account: alice, asset: USD, amount: '5' }
 *     - expect: { account: alice, wallet: { USD: '5' } }
 * `);
 * read.ok && (await runScenario(read.scenario)).status; // => 'passed'
 */
export async function runScenario(
  scenario: Scenario,
  { observe, presets = PRESETS }: RunOptions = {},
): Promise<ScenarioResult> {
  const { id } = scenario;
  const { stage, problem } = await stageOf(scenario, presets);
  const checks =
    problem === undefined ? await play(stage, scenario, observe) : [notConfigured(problem)];
  const { warnings } = stage;
  return {
    status: checks.every(({ ok }) => ok) ? 'passed' : 'failed',
    id,
    checks,
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}

function notConfigured(actual: string): StepCheck {
  return { step: -1, ok: false, what: 'configuration', expected: 'accepted', actual };
}

/** A bug halts its account and lets the others go on; here it fails the scenario. */
function bugsOf({ journal }: Stage): StepCheck[] {
  return journal.envelopes.flatMap(({ event }) =>
    event.type === 'AccountHalted'
      ? [{ step: -1, ok: false, what: 'engine', expected: 'no bug', actual: event.message }]
      : [],
  );
}

async function play(stage: Stage, scenario: Scenario, observe?: Observer): Promise<StepCheck[]> {
  const checks: StepCheck[] = [];
  const { steps } = scenario;
  for (let index = 0; index < steps.length;) {
    const group = importGroup(steps, index);
    const count = Math.max(1, group.length);
    const members = group.length > 0 ? group : [steps[index]!];
    const answers = await perform(stage, members);
    members.forEach((step, offset) => {
      checks.push(...judge(index + offset, step, answers[offset]));
    });
    const { expect } = members[0]!;
    if (expect !== undefined) {
      const found = await checkExpectation(stage, expect);
      checks.push(...found.map((check) => ({ step: index, ...check })));
    }
    await observe?.(index + count - 1, stage);
    index += count;
  }
  checks.push(...bugsOf(stage));
  return checks;
}

const IMPORTS: ReadonlySet<string> = new Set(['book', 'balance', 'deposit']);

/** Consecutive book, balance and deposit steps are one import, judged once. */
function importGroup(steps: readonly Step[], from: number): Step[] {
  const group: Step[] = [];
  for (let index = from; index < steps.length; index += 1) {
    const step = steps[index]!;
    if (!verbsOf(step).every((verb) => IMPORTS.has(verb))) break;
    group.push(step);
  }
  return group;
}

async function perform(stage: Stage, steps: readonly Step[]): Promise<(Answer | undefined)[]> {
  const [step] = steps;
  if (step?.expect !== undefined) return [undefined];
  if (step?.venue !== undefined) {
    const { instrument, fills, then = 'mark' } = step.venue;
    stage.venue.script(instrument, { fills, then });
    return [await stage.engine.handle({ type: 'retry', ...timeOf(step) })];
  }
  const commands = steps.map(commandOf);
  const imported = steps.every((one) => verbsOf(one).every((verb) => IMPORTS.has(verb)));
  return imported ? stage.engine.import(commands) : stage.engine.handleTogether(commands);
}

function timeOf({ at }: Step): { at?: string } {
  return at === undefined ? {} : { at };
}

/** The engine's command for a step. */
export function commandOf(step: Step): Command {
  const time = timeOf(step);
  const { mark, rate, last, index } = step;
  if (index !== undefined) return { type: 'mark', indexes: index, ...time };
  if (step.volatility !== undefined) {
    return { type: 'volatility', volatilities: step.volatility, ...time };
  }
  if (step.surface !== undefined) return { type: 'volatility', surfaces: step.surface, ...time };
  if (step.source !== undefined) return { type: 'source', prices: step.source, ...time };
  if (mark !== undefined || rate !== undefined || last !== undefined) {
    const lasts = last === undefined ? {} : { lasts: last };
    return { type: 'mark', marks: mark ?? {}, rates: rate ?? {}, ...lasts, ...time };
  }
  if (step.account !== undefined) {
    const { id, ...terms } = step.account;
    return { type: 'account', account: id, ...terms, ...time };
  }
  if (step.order !== undefined) {
    const { id, ...order } = step.order;
    return { type: 'order', order: id, ...order, ...time };
  }
  if (step.cancel !== undefined) {
    return { type: 'cancel', account: step.cancel.account, order: step.cancel.id, ...time };
  }
  const [verb] = verbsOf(step);
  const body = step[verb as keyof Step] as object;
  return { type: verb, ...body, ...time } as Command;
}

function judge(index: number, { rejects }: Step, answer: Answer | undefined): StepCheck[] {
  if (answer === undefined) return [];
  const actual = answer.ok ? 'accepted' : refusalLine(answer.error);
  if (rejects === undefined) {
    if (answer.ok) return [];
    return [{ step: index, ok: false, what: 'step', expected: 'accepted', actual }];
  }
  const expected = rejects === true ? 'refused' : rejects;
  const ok = !answer.ok && (rejects === true || answer.error.code === rejects);
  return [{ step: index, ok, what: 'refusal', expected, actual }];
}
