/** What a soak went through. */
export interface Tally {
  ticks: number;
  /** Lines, or accounts, of which a factor had moved, each compared with its exact figure. */
  poolTicks: number;
  /** Accounts that the watch named, and those of them that the exact figures spoke for. */
  named: number;
  reached: number;
  /** Comparisons in which equity met the line exactly. */
  exactlyOn: number;
  commits: number;
  removals: number;
}

export function emptyTally(): Tally {
  return {
    ticks: 0,
    poolTicks: 0,
    named: 0,
    reached: 0,
    exactlyOn: 0,
    commits: 0,
    removals: 0,
  };
}

export function sumOf(a: Tally, b: Tally): Tally {
  const total = { ...a };
  for (const key of Object.keys(b) as (keyof Tally)[]) total[key] += b[key];
  return total;
}

/** A decision of the watch that the exact figures contradict, with what it takes to see it again. */
export class WrongDecision extends Error {
  override readonly name = 'WrongDecision';
}
