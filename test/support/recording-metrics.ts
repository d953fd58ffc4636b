import type { Counter, Gauge, Histogram, Metrics, MetricTerms } from '../../src/ports/metrics.js';

/** A series as it was made, and every value it was given. */
export interface Recorded extends MetricTerms {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly values: number[];
  readonly buckets?: readonly number[];
}

/** Metrics that a test looks at; each look at the clock is a second later than the last. */
export class RecordingMetrics implements Metrics {
  readonly made: Recorded[] = [];
  private seconds = 0;

  counter(terms: MetricTerms): Counter {
    const { values } = this.series('counter', terms);
    return { add: (amount = 1) => values.push(amount) };
  }

  gauge(terms: MetricTerms): Gauge {
    const { values } = this.series('gauge', terms);
    return { set: (value) => values.push(value) };
  }

  histogram(terms: MetricTerms & { readonly buckets: readonly number[] }): Histogram {
    const { values } = this.series('histogram', terms);
    return { observe: (value) => values.push(value) };
  }

  now(): number {
    return this.seconds++;
  }

  /** What a series was given, by name and, if it has some, labels such as `type=mark`. */
  of(name: string, ...labels: readonly string[]): readonly number[] {
    const found = this.made.find(
      (one) =>
        one.name === name &&
        Object.entries(one.labels ?? {})
          .map(([label, value]) => `${label}=${value}`)
          .join() === labels.join(),
    );
    return found?.values ?? [];
  }

  /** What a counter has come to. */
  total(name: string, ...labels: readonly string[]): number {
    return this.of(name, ...labels).reduce((sum, value) => sum + value, 0);
  }

  private series(kind: Recorded['kind'], terms: MetricTerms): Recorded {
    const made = { kind, ...terms, values: [] };
    this.made.push(made);
    return made;
  }
}
