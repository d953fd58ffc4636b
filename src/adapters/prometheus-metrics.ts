import {
  Counter as PrometheusCounter,
  Gauge as PrometheusGauge,
  Histogram as PrometheusHistogram,
  Registry,
} from 'prom-client';
import type { Counter, Gauge, Histogram, MetricTerms, Metrics } from '../ports/metrics.js';

/** What every kind is made from; it is registered here, and not where all others are. */
interface Own {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
  readonly registers: [];
}

/**
 * Metrics as Prometheus reads them. They live in a registry of their own, unless one is given in
 * which the process keeps others; engines that share a registry count together.
 * @example
 * const metrics = new PrometheusMetrics();
 * const engine = new PlimsollContainer(partsModule({ metrics })).engine();
 * await engine.handle({ type: 'deposit', account: 'alice', asset: 'USD', amount: '1' });
 * (await metrics.text()).includes('plimsoll_events_total 2'); // => true
 */
export class PrometheusMetrics implements Metrics {
  constructor(readonly registry: Registry = new Registry()) {}

  /** The content type of `text`. */
  get contentType(): string {
    return this.registry.contentType;
  }

  /** @throws TypeError when the name is that of another kind of metric */
  counter(terms: MetricTerms): Counter {
    const family = this.family(terms, PrometheusCounter, (own) => new PrometheusCounter(own));
    const series = family.labels(terms.labels ?? {});
    return { add: (amount = 1) => series.inc(amount) };
  }

  /** @throws TypeError when the name is that of another kind of metric */
  gauge(terms: MetricTerms): Gauge {
    const family = this.family(terms, PrometheusGauge, (own) => new PrometheusGauge(own));
    return family.labels(terms.labels ?? {});
  }

  /** @throws TypeError when the name is that of another kind of metric */
  histogram(terms: MetricTerms & { readonly buckets: readonly number[] }): Histogram {
    const buckets = [...terms.buckets];
    const make = (own: Own) => new PrometheusHistogram({ ...own, buckets });
    return this.family(terms, PrometheusHistogram, make).labels(terms.labels ?? {});
  }

  now(): number {
    return performance.now() / 1000;
  }

  /** Every metric as it stands, in the text format that Prometheus scrapes. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  /** All series of one name. */
  private family<Family extends PrometheusCounter | PrometheusGauge | PrometheusHistogram>(
    { name, help, labels = {} }: MetricTerms,
    kind: new (...terms: never[]) => Family,
    make: (own: Own) => Family,
  ): Family {
    const known = this.registry.getSingleMetric(name);
    if (known instanceof kind) return known;
    if (known !== undefined) throw new TypeError(`${name} is a metric of another kind`);
    const made = make({ name, help, labelNames: Object.keys(labels), registers: [] });
    this.registry.registerMetric(made);
    return made;
  }
}
