import { Rational, type Rejection, type Result } from '../../domain/index.js';
import type { Figure } from '../application/figures.js';
import { refusalLine } from '../application/refusal-text.js';
import type { AxisTerms } from '../application/stress-report.js';
import { compareValue } from './compare.js';
import type { Check, ExpectedPreview, ExpectedShock } from './format.js';
import type { Stage } from './stage.js';

type Expected = ExpectedPreview['figures'];

/** Checks what an account is expected to be told before anything happens. */
export async function checkPreview(
  { engine }: Stage,
  account: string,
  { figures, ...question }: ExpectedPreview,
): Promise<Check[]> {
  return checked('preview', await engine.query({ ask: 'preview', account, ...question }), figures);
}

/** Checks what a shock is expected to do to an account. */
export async function checkShock(
  { engine }: Stage,
  account: string,
  { of, figures, slippage = '0' }: ExpectedShock,
): Promise<Check[]> {
  const axes = Object.entries(of).map(([asset, share]): AxisTerms => ({
    ...(asset === '*' ? {} : { asset }),
    shares: [share],
  }));
  const [rows = { shares: [] }, columns] = axes;
  const grid = { rows, slippage, ...(columns === undefined ? {} : { columns }) };
  const report = await engine.stress(account, grid);
  const words = Object.entries(of).map((one) => one.join(' '));
  const cell = report.ok ? { ok: true as const, value: report.value.cells[0]?.[0] } : report;
  return checked(`shock ${words.join(', ')}`, cell, figures);
}

function checked(what: string, answer: Result<unknown, Rejection>, figures: Expected): Check[] {
  if (!answer.ok) {
    return [{ what, ok: false, expected: 'an answer', actual: refusalLine(answer.error) }];
  }
  return Object.entries(figures).map(([path, expected]) => ({
    what: `${what} ${path}`,
    ...compareValue(expected, figureAt(answer.value, path)),
  }));
}

/** The value at a path such as `opening.costs.total`; a decimal of the answer as a number. */
function figureAt(answer: unknown, path: string): Figure | undefined {
  let found = answer;
  for (const key of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) {
      return undefined;
    }
    found = (found as Record<string, unknown>)[key];
  }
  if (typeof found === 'number') return Rational.fromDecimalString(String(found));
  if (typeof found === 'boolean' || found === null) return found;
  if (typeof found !== 'string') return undefined;
  // A quotient that does not come out even ends with dots; it is compared within a tolerance.
  const digits = found.replace(/\.\.\.$/, '');
  return /^-?\d+(\.\d+)?$/.test(digits) ? Rational.fromDecimalString(digits) : found;
}
