import { type Dec, text } from '../../../domain/index.js';

/** A bracket as a venue tells it: where it begins, where it ends, and where that is written. */
export interface Bracket {
  readonly from: Dec;
  /** Absent where the venue does not tell. */
  readonly to?: Dec;
  /** The file and the place in it. */
  readonly at: string;
}

/**
 * Where one bracket does not end where the next begins. Tiers count from where each begins, so an
 * end that leaves a gap or overlaps shows that rows are missing, mixed or mistyped.
 * @param step what may lie between the two: nothing for amounts, one where whole contracts count
 */
export function unevenEnds(brackets: readonly Bracket[], step: Dec): string[] {
  return brackets.flatMap(({ from, to, at }, index) => {
    if (to === undefined) return [];
    const [begin, end] = [text(from), text(to)];
    if (to.lte(from)) return [`${at}: a tier from ${begin} ends at ${end}`];
    const next = brackets[index + 1]?.from;
    if (next === undefined) return [];
    const what = next.lt(to) ? 'overlaps the next' : 'leaves a gap to the next';
    const even = next.gte(to) && next.lte(to.plus(step));
    return even ? [] : [`${at}: a tier to ${end} ${what}, from ${text(next)}`];
  });
}
