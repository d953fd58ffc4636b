import { Dec, ONE, ZERO, parseDuration, refuse, text } from '../kernel/index.js';

/** The sources a price is composed of, as a configuration writes them. */
export interface SourcesTerms {
  readonly from: readonly SourceTerms[];
  /** How far apart prices may lie that still agree, as a share of the lower one. */
  readonly tolerance: string;
  /** How many sources must agree; absent: more than half of them. */
  readonly quorum?: number;
  /** The price they give: default `mark`. */
  readonly feeds?: 'mark' | 'index';
}

/** One source by its name. */
export interface SourceTerms {
  readonly name: string;
  /** ISO 8601 duration after which a price of the source is stale; absent: never. */
  readonly maxAge?: string;
}

/** Sources with their numbers read. */
export interface SourceRules {
  /** Milliseconds after which a price is stale, by the name of its source. */
  readonly maxAges: ReadonlyMap<string, number>;
  readonly tolerance: Dec;
  readonly quorum: number;
  readonly feeds: 'mark' | 'index';
}

/**
 * Reads the sources of an instrument.
 * @rejects `input.invalid` naming the field: no source or one named twice, a malformed age, a
 *   tolerance outside [0, 1), a quorum that is not between 1 and the number of sources
 */
export function sourceRules(terms: SourcesTerms, instrument: string): SourceRules {
  const { from, feeds = 'mark' } = terms;
  const maxAges = new Map<string, number>();
  for (const [index, { name, maxAge }] of from.entries()) {
    if (maxAges.has(name)) {
      refuse('input.invalid', `${instrument}: the source ${name} is named twice`, {
        field: `sources.from[${index}].name`,
        figure: name,
      });
    }
    maxAges.set(name, ageOf(maxAge, instrument, `sources.from[${index}].maxAge`));
  }
  const tolerance = new Dec(terms.tolerance);
  if (tolerance.lt(ZERO) || tolerance.gte(ONE)) {
    refuse('input.invalid', `${instrument}: the tolerance of sources must be in [0, 1)`, {
      field: 'sources.tolerance',
      figure: text(tolerance),
      limit: tolerance.lt(ZERO) ? '0' : '1',
    });
  }
  const quorum = terms.quorum ?? Math.floor(from.length / 2) + 1;
  if (from.length === 0 || quorum < 1 || quorum > from.length) {
    refuse('input.invalid', `${instrument}: a quorum must be between 1 and ${from.length}`, {
      field: 'sources.quorum',
      figure: String(quorum),
      limit: String(from.length),
    });
  }
  return { maxAges, tolerance, quorum, feeds };
}

function ageOf(maxAge: string | undefined, instrument: string, field: string): number {
  if (maxAge === undefined) return Infinity;
  const age = parseDuration(maxAge);
  if (age.ok) return age.value;
  return refuse('input.invalid', `${instrument}: ${field} must be ${age.error}`, {
    field,
    figure: maxAge,
  });
}
