import type { Counter, Gauge, Histogram, Metrics, MetricTerms } from '../ports/metrics.js';

const NOTHING: Counter & Gauge & Histogram = {
  add: () => undefined,
  set: () => undefined,
  observe: () => undefined,
};

/** Metrics that nobody reads: one object stands for all of them, and no clock is asked. */
export class NoMetrics implements Metrics {
  counter(_: MetricTerms): Counter {
    return NOTHING;
  }

  gauge(_: MetricTerms): Gauge {
    return NOTHING;
  }

  histogram(_: MetricTerms): Histogram {
    return NOTHING;
  }

  now(): number {
    return 0;
  }
}
