import { readScenario } from '../../src/scenario/read.js';
import type { Scenario } from '../../src/scenario/format.js';
import { runScenario } from '../../src/scenario/run.js';

/** A scenario file as text. */
export interface ScenarioText {
  readonly path: string;
  readonly text: string;
}

/** What was read stays read, however often the tests are evaluated again in the process. */
const read = ((globalThis as { scenariosRead?: Map<string, Scenario> }).scenariosRead ??= new Map<
  string,
  Scenario
>());

function scenarioOf({ path, text }: ScenarioText): Scenario {
  const known = read.get(path);
  if (known !== undefined) return known;
  const result = readScenario(text);
  if (!result.ok) throw new Error(`${path}: ${JSON.stringify(result.problems)}`);
  read.set(path, result.scenario);
  return result.scenario;
}

/** One test that reads all scenarios. */
export function readingTest(scenarios: readonly ScenarioText[]): void {
  it('without problems', () => {
    for (const scenario of scenarios) expect(scenarioOf(scenario).steps.length).toBeGreaterThan(0);
  });
}

/** One test for each scenario, so that a mutant runs only those that reach it. */
export function scenarioTests(scenarios: readonly ScenarioText[]): void {
  it.each(scenarios)('$path', async (scenario) => {
    expect(await runScenario(scenarioOf(scenario))).toMatchObject({ status: 'passed' });
  });
}
