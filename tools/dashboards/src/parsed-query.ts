import { parser } from '@prometheus-io/lezer-promql';

/** What a query looks at, by Prometheus's own grammar. */
export interface ParsedQuery {
  readonly selectors: readonly Selector[];
  /** The labels by which it groups, in any of its parts. */
  readonly groupedBy: readonly string[];
}

export interface Selector {
  readonly metric: string;
  /** Labels that are matched, with how: `service="ingestion"`. */
  readonly matchers: readonly string[];
  /** The function that is called with it directly, such as rate. */
  readonly calledBy: string | undefined;
}

/** Parses a query without variables. Throws where Prometheus would refuse it. */
export function parseQuery(expr: string): ParsedQuery {
  const selectors: Selector[] = [];
  const groupedBy: string[] = [];
  parser.parse(expr).iterate({
    enter: ({ name, node, from, to }) => {
      if (node.type.isError) throw new Error(`not PromQL at ${from}: ${expr}`);
      if (name === 'GroupingLabels') {
        groupedBy.push(...node.getChildren('LabelName').map((label) => expr.slice(label.from, label.to)));
      }
      if (name !== 'VectorSelector') return;
      const metric = node.getChild('Identifier');
      const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
      if (!metric) throw new Error(`a selector without a metric: ${expr.slice(from, to)}`);
      selectors.push({
        metric: expr.slice(metric.from, metric.to),
        matchers: matchers.map((matcher) => expr.slice(matcher.from, matcher.to)),
        calledBy: /(\w+)\($/.exec(expr.slice(0, from))?.[1],
      });
    },
  });
  return { selectors, groupedBy };
}
