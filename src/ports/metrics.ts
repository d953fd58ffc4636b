/** What a metric counts or measures. */
export interface MetricTerms {
  /** In the way of Prometheus: lower case, with its unit, such as `plimsoll_tick_seconds`. */
  readonly name: string;
  readonly help: string;
  /** Tells series of one name apart; every series of a name has the same labels. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A count that only grows. */
export interface Counter {
  /** @param amount 0 or more; default 1 */
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
 * Where counts and times go; it never throws. A metric is made once and kept; asked twice for one
 * name and labels, an adapter goes on with the same one. Nothing that is decided ever depends on
 * it.
 */
export interface Metrics {
  counter(terms: MetricTerms): Counter;
  gauge(terms: MetricTerms): Gauge;
  histogram(terms: MetricTerms & { readonly buckets: readonly number[] }): Histogram;
  /** Seconds since some instant, never going back: the difference of two of them is a time. */
  now(): number;
}
