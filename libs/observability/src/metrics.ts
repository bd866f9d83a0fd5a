import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry, type OpenMetricsContentType } from 'prom-client';
import { withoutExemplars } from './exposition.js';
import type { MetricLabel } from './metric-labels.js';

/** What every metric of ours is declared with; the name is `postrider_` and this, by Prometheus's conventions. */
interface Declaration<L extends string> {
  readonly name: string;
  readonly help: string;
  /** Of the bounded sets that `metricLabels` describes: each label set stays in memory for ever. */
  readonly labels?: readonly L[];
}

/** What leads from an observation to its trace, in hexadecimal. */
export type Exemplar = Readonly<Partial<Record<ExemplarLabel, string>>>;

type ExemplarLabel = 'trace_id' | 'span_id';

/** A histogram whose observations may lead to traces. */
export interface TracedHistogram<L extends string> {
  /** The exemplar is shown with the bucket that the value falls into until the next one that has one. */
  observe(labels: Partial<Record<L, string>>, value: number, exemplar?: Exemplar): void;
}

/** A page of metrics, and the format that it's in. */
export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}

/** Seconds, from what a hop takes on an idle machine to what a time-out allows. */
export const LATENCY_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60];

const PLAIN = Registry.PROMETHEUS_CONTENT_TYPE;

/** The metrics of one process, exposed as `/metrics`. */
export class Metrics {
  // Exemplars are refused in a registry of the other format, and one that changes its format mixes up counters' names.
  readonly #registry = new Registry<OpenMetricsContentType>();

  constructor(service: string) {
    this.#registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    this.#registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.#registry });
  }

  counter<L extends MetricLabel = never>({ name, help, labels = [] }: Declaration<L>): Counter<L> {
    return new Counter({ name: `postrider_${name}`, help, labelNames: labels, registers: [this.#registry] });
  }

  /** `collect` is called at each scrape and sets the gauge to what holds then. */
  gauge<L extends MetricLabel = never>(
    { name, help, labels = [] }: Declaration<L>,
    collect?: (gauge: Gauge<L>) => void | Promise<void>,
  ): Gauge<L> {
    return new Gauge({
      name: `postrider_${name}`,
      help,
      labelNames: labels,
      registers: [this.#registry],
      ...(collect && {
        collect(this: Gauge<L>) {
          return collect(this);
        },
      }),
    });
  }

  histogram<L extends MetricLabel = never>(
    { name, help, labels = [] }: Declaration<L>,
    buckets = LATENCY_SECONDS,
  ): Histogram<L> {
    return new Histogram({ name: `postrider_${name}`, help, labelNames: labels, buckets, registers: [this.#registry] });
  }

  /** For what is timed within a trace. */
  tracedHistogram<L extends MetricLabel = never>(
    { name, help, labels = [] }: Declaration<L>,
    buckets = LATENCY_SECONDS,
  ): TracedHistogram<L> {
    const histogram = new Histogram<string>({
      name: `postrider_${name}`,
      help,
      labelNames: labels,
      buckets,
      registers: [this.#registry],
      enableExemplars: true,
    });
    return {
      observe: (labels, value, exemplarLabels) => {
        histogram.observe({ labels, value, exemplarLabels });
      },
    };
  }

  /** All metrics as the one who asks wants them: OpenMetrics, which has exemplars, or else Prometheus's text format. */
  async page(accept = ''): Promise<MetricsText> {
    const text = await this.#registry.metrics();
    return accept.includes('application/openmetrics-text')
      ? { contentType: this.#registry.contentType, text }
      : { contentType: PLAIN, text: withoutExemplars(text) };
  }

  /** All metrics in Prometheus's text format. */
  async text(): Promise<string> {
    return (await this.page()).text;
  }
}
