import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What every metric of ours is declared with; the name is `postrider_` and this, by Prometheus's conventions. */
interface Declaration<L extends string> {
  readonly name: string;
  readonly help: string;
  /** Bounded sets only, never a tenant, an endpoint or an event type: each label set stays in memory for ever. */
  readonly labels?: readonly L[];
}

/** Seconds, from what a hop takes on an idle machine to what a time-out allows. */
export const LATENCY_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60];

/** The metrics of one process, exposed as `/metrics`. */
export class Metrics {
  readonly #registry = new Registry();

  constructor(service: string) {
    this.#registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.#registry });
  }

  counter<L extends string = never>({ name, help, labels = [] }: Declaration<L>): Counter<L> {
    return new Counter({ name: `postrider_${name}`, help, labelNames: labels, registers: [this.#registry] });
  }

  /** `collect` is called at each scrape and sets the gauge to what holds then. */
  gauge<L extends string = never>(
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

  histogram<L extends string = never>(
    { name, help, labels = [] }: Declaration<L>,
    buckets = LATENCY_SECONDS,
  ): Histogram<L> {
    return new Histogram({ name: `postrider_${name}`, help, labelNames: labels, buckets, registers: [this.#registry] });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics in Prometheus's text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
