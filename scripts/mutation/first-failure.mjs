// fast-check as the mutation run uses it: few runs, and nothing is shrunk, because the first
// counterexample settles a mutant. What a test counts over all its runs is then too little, so a
// test whose property held has passed, whatever it says afterwards.
import fc, { assert as original } from 'fast-check';
import { MOST_RUNS } from './settings.mjs';

export * from 'fast-check';

export function assert(property, parameters = {}) {
  globalThis.propertyHeld = false;
  const numRuns = Math.min(parameters.numRuns ?? 100, MOST_RUNS);
  const held = original(property, { ...parameters, numRuns, endOnFailure: true });
  if (held instanceof Promise) return held.then(hold);
  return hold();
}

function hold() {
  globalThis.propertyHeld = true;
}

export default { ...fc, assert };
