/**
 * Why a figure is what it is: the figure, the rule that formed it, and the parts it was formed
 * from, down to prices and booked amounts. `value` is exact decimal notation, or 40 decimals and
 * an ellipsis where a quotient does not come out even.
 */
export interface Derivation {
  readonly figure: string;
  readonly value: string;
  readonly unit?: string;
  /** The rule in words and symbols, such as `equity - maintenance`. Absent on a leaf. */
  readonly formula?: string;
  /** Where a leaf comes from: a mark, a rate, a configuration key or a journal sequence. */
  readonly source?: string;
  readonly parts: readonly Derivation[];
}

export function leaf(figure: string, value: { toString(): string }, source: string): Derivation {
  return { figure, value: value.toString(), source, parts: [] };
}

export function derived(
  figure: string,
  value: { toString(): string },
  formula: string,
  parts: readonly Derivation[],
): Derivation {
  return { figure, value: value.toString(), formula, parts };
}
