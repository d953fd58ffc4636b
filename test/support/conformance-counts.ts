import { Dec } from '../../domain/kernel/index.js';
import type { FileResult } from '../../src/cli/scenario-files.js';
import type { Check } from '../../src/scenario/format.js';

/** Scenarios that an evaluator drew and computed; nobody has published their numbers. */
const GENERATED = 'fuzz';

/** A tolerance and the number it is granted to. */
interface Tolerance {
  readonly within: Dec;
  readonly of: Dec;
}

/** The results whose numbers were published by somebody. */
export function publishedBy(results: readonly FileResult[]): FileResult[] {
  return results.filter(({ group }) => group !== GENERATED);
}

/** The table of docs/conformance.md, one row a source: what comes out, and within what. */
export function countTable(results: readonly FileResult[]): string[] {
  const known = publishedBy(results);
  const groups = [...new Set(known.map(({ group }) => group))].sort();
  return [
    '| Source | Scenarios | Numbers | Exact | As printed | To decimals | Within | Widest | Missed |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...groups.map((name) =>
      row(
        name,
        known.filter(({ group }) => group === name),
      ),
    ),
    row('all', known),
  ];
}

function row(name: string, results: readonly FileResult[]): string {
  const checks = results.flatMap(({ result }) => result.checks);
  const met = checks.filter(({ ok }) => ok);
  const decimals = met.flatMap(decimalsOf);
  const within = met.filter(({ expected }) => / within |^at (least|most) /.test(expected));
  const cells = [
    results.length,
    checks.length,
    met.length - decimals.length - within.length,
    decimals.length,
    rangeOf(decimals),
    within.length,
    widest(within.flatMap(toleranceOf)),
    checks.length - met.length,
  ];
  return `| ${[name, ...cells].join(' | ')} |`;
}

function decimalsOf({ expected }: Check): number[] {
  const found = / at (\d+) decimals, /.exec(expected)?.[1];
  return found === undefined ? [] : [Number(found)];
}

/** `2`, or `2 to 8`; nothing where nothing is rounded. */
function rangeOf(decimals: readonly number[]): string {
  if (decimals.length === 0) return '';
  const [least, most] = [Math.min(...decimals), Math.max(...decimals)];
  return least === most ? String(least) : `${least} to ${most}`;
}

function toleranceOf({ expected }: Check): Tolerance[] {
  const [, of, within] = /^(-?[\d.]+) within ([\d.]+)$/.exec(expected) ?? [];
  return of === undefined || within === undefined
    ? []
    : [{ within: new Dec(within), of: new Dec(of).abs() }];
}

/** The tolerance that is the largest share of its number; to zero any is. */
function widest(tolerances: readonly Tolerance[]): string {
  const share = ({ within, of }: Tolerance): Dec => (of.isZero() ? within : within.div(of));
  const [first, ...others] = tolerances;
  if (first === undefined) return '';
  const found = others.reduce((best, one) => (share(one).gt(share(best)) ? one : best), first);
  return `${found.within.toFixed()} of ${found.of.toFixed()}`;
}
