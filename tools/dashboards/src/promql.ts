/* The few forms that the dashboards' queries have. Each leaves it to the variables what of an installation is looked at. */

/** What every selector ends in; a label that an installation doesn't have is matched by `.*`, which the variables begin with. */
const SCOPE = ['namespace=~"$namespace"', 'job=~"$job"', 'instance=~"$instance"'];

/** The series of a metric, of those that the variables choose; `matchers` as in `via="http"`. */
export const seriesOf = (metric: string, ...matchers: readonly string[]): string =>
  `${metric}{${[...matchers, ...SCOPE].join(', ')}}`;

/** How fast each series of a counter grows, a second. */
export const perSecond = (counter: string, ...matchers: readonly string[]): string =>
  `rate(${seriesOf(counter, ...matchers)}[$__rate_interval])`;

/** By how much each series of a counter has grown over the time that the dashboard shows. */
export const overRange = (counter: string, ...matchers: readonly string[]): string =>
  `increase(${seriesOf(counter, ...matchers)}[$__range])`;

/** Added up, apart by some labels. */
export const sumBy = (labels: readonly string[], expression: string): string => aggregate('sum', labels, expression);

/** The largest: of what every replica says of the same thing, one; of what each says of itself, the worst. */
export const maxBy = (labels: readonly string[], expression: string): string => aggregate('max', labels, expression);

/** The smallest: of what each replica can do, what all can. */
export const minBy = (labels: readonly string[], expression: string): string => aggregate('min', labels, expression);

function aggregate(operator: 'sum' | 'max' | 'min', labels: readonly string[], expression: string): string {
  return labels.length === 0 ? `${operator}(${expression})` : `${operator} by (${labels.join(', ')}) (${expression})`;
}

/** A quantile of a histogram over all replicas, apart by some labels. */
export const quantile = (
  part: number,
  histogram: string,
  { by = [], matchers = [] }: { readonly by?: readonly string[]; readonly matchers?: readonly string[] } = {},
): string => `histogram_quantile(${part}, ${sumBy(['le', ...by], perSecond(`${histogram}_bucket`, ...matchers))})`;

/** The mean of what a histogram observed, over all replicas, apart by some labels. */
export const mean = (histogram: string, by: readonly string[] = []): string =>
  `${sumBy(by, perSecond(`${histogram}_sum`))} / ${sumBy(by, perSecond(`${histogram}_count`))}`;

/** The three quantiles that a latency is looked at by. */
export const latencies = (histogram: string, ...matchers: readonly string[]) =>
  [0.5, 0.95, 0.99].map((part) => ({ expr: quantile(part, histogram, { matchers }), legend: `p${part * 100}` }));
