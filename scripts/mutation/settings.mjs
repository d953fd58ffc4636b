/** Where the bundles lie in the sandbox: one that counts what each test reaches, one that is fast. */
export const COUNTING = 'out/mutation/counting.cjs';
export const FAST = 'out/mutation/fast.cjs';

/** How long each test took when nothing was mutated. */
export const DURATIONS = 'out/mutation/durations.json';

/** How many tests that killed a mutant of the same file lately are tried first. */
export const KILLERS = 12;

/**
 * How much of the time of all tests those of one mutant may take: the shortest that reach it, up to
 * this share. A mutant that they let live counts as alive, so a limit can only lower the score;
 * `MUTATION_BUDGET=1` has none.
 */
export const BUDGET = Number(process.env.MUTATION_BUDGET ?? 0.06);

/** The share of the mutants that is tried, chosen by the seed. */
export const SAMPLE = Number(process.env.MUTATION_SAMPLE ?? 1);
export const SEED = process.env.MUTATION_SEED ?? '1';

/** A tape of an earlier run: only the mutants that lived there are tried. */
export const AGAIN = process.env.MUTATION_AGAIN;

/** Only tests whose ids match are run. */
export const TESTS = new RegExp(process.env.MUTATION_TESTS ?? '');

/** Where a line is written for each mutant as soon as it was tried; nowhere when not given. */
export const TAPE = process.env.MUTATION_TAPE;

/** How many runs a property gets for each mutant. */
export const MOST_RUNS = Number(process.env.MUTATION_RUNS ?? 8);

/** Tests of what properties counted over all their runs, which are too few here. */
export const LEFT_OUT = [
  'test/properties/interest.test.ts > interest > was looked at where it matters',
  'test/properties/preview.test.ts > a preview > met what it is about',
  'test/properties/what-if.test.ts > a simulation > met what it is about',
];
