import { Dec, ONE, parseDecimal, text } from '../../domain/index.js';
import type { AxisTerms } from '../application/stress-report.js';
import { UsageError } from './terminal.js';

const DEFAULT_RANGE = '-0.5..0.5/0.1';
const MOST_SHARES = 1001;

/** Reads `from..to/step` into shares, both ends included: `-0.5..0.5/0.05`. */
export function readRange(range: string): string[] {
  const [, from, to, step] = /^(\S+)\.\.([^/\s]+)\/(\S+)$/.exec(range) ?? [];
  const read = [from, to, step].map((part) => parseDecimal(part));
  const [first, last, by] = read.map((one) => (one.ok ? one.value : undefined));
  if (first === undefined || last === undefined || by === undefined) {
    throw new UsageError(`${range} is no range: write from..to/step, such as ${DEFAULT_RANGE}`);
  }
  if (!by.gt(0) || last.lt(first)) {
    throw new UsageError(`the range ${range} must rise by a positive step`);
  }
  if (first.lte(ONE.negated())) {
    throw new UsageError(`the range ${range} must begin above -1: a fall of all cannot be judged`);
  }
  const count = last.minus(first).divToInt(by).plus(1);
  if (count.gt(MOST_SHARES)) {
    throw new UsageError(`the range ${range} has ${text(count)} shares, ${MOST_SHARES} at most`);
  }
  return Array.from({ length: Number(text(count)) }, (_, index) =>
    text(first.plus(by.times(new Dec(index)))),
  );
}

/** The axes of a grid: all assets, one asset or two; `BTC`, or `BTC=-0.3..0.3/0.1`. */
export function readAxes(
  all: string | undefined,
  assets: readonly string[] = [],
): { rows: AxisTerms; columns?: AxisTerms } {
  const named = assets.map((shock): AxisTerms => {
    const [asset = '', range = DEFAULT_RANGE] = shock.split('=');
    return { asset, shares: readRange(range) };
  });
  const axes = all === undefined ? named : [{ shares: readRange(all) }, ...named];
  const [rows = { shares: readRange(DEFAULT_RANGE) }, columns, ...more] = axes;
  if (more.length > 0) throw new UsageError('a grid has two axes at most');
  return { rows, ...(columns === undefined ? {} : { columns }) };
}
