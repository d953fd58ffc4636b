/** What a metric counts or measures. */
export interface MetricTerms {
  /** In the way of Prometheus: lower case, with its unit, such as `plimsoll_tick_seconds`. */
  readonly name: string;
  readonly help: string;
}

/** A count that only grows. */
export interface Counter {
  add(amount?: number): void;
}

/** A distribution; in base units (seconds, bytes, counts). */
export interface Histogram {
  observe(value: number): void;
}

/** A figure as it stands. */
export interface Gauge {
  set(value: number): void;
}

/**
 * Where counts and times go. A metric is made once and kept; asked twice for one name, an adapter
 * gives the same one. Nothing that is decided ever depends on it.
 */
export interface Metrics {
  counter(terms: MetricTerms): Counter;
  gauge(terms: MetricTerms): Gauge;
  histogram(terms: MetricTerms & { readonly buckets: readonly number[] }): Histogram;
}
