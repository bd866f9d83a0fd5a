import { z } from 'zod';

const Labels = z.record(z.string(), z.string());
const Point = z.tuple([z.number(), z.string().transform(Number)]);

const Vector = z.object({
  resultType: z.literal('vector'),
  result: z.array(z.object({ metric: Labels, value: Point })),
});
const Scalar = z.object({ resultType: z.literal('scalar'), result: Point });
const QueryResult = z.discriminatedUnion('resultType', [Vector, Scalar]);

const Matrix = z.object({
  resultType: z.literal('matrix'),
  result: z.array(z.object({ metric: Labels, values: z.array(Point) })),
});

const Targets = z.object({
  activeTargets: z.array(
    z.object({
      labels: Labels,
      scrapeUrl: z.string(),
      health: z.enum(['up', 'down', 'unknown']),
      lastError: z.string(),
    }),
  ),
});

const RuleState = z.object({
  name: z.string(),
  type: z.enum(['recording', 'alerting']),
  query: z.string(),
  health: z.enum(['ok', 'err', 'unknown']),
  lastError: z.string().optional(),
  state: z.enum(['inactive', 'pending', 'firing']).optional(),
});
const Rules = z.object({ groups: z.array(z.object({ name: z.string(), rules: z.array(RuleState) })) });

const ExemplarsFound = z.array(
  z.object({ seriesLabels: Labels, exemplars: z.array(z.object({ labels: Labels, value: z.string() })) }),
);

/** One series and its value at the time that was asked for; a scalar has no labels. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export type Target = z.infer<typeof Targets>['activeTargets'][number];
export type Rule = z.infer<typeof RuleState>;
export type Exemplars = z.infer<typeof ExemplarsFound>;

/** Prometheus's HTTP API, as far as it's asked here; what it answers otherwise than by success is thrown with its words. */
export class PrometheusApi {
  constructor(private readonly address: string) {}

  /** An instant query, at present; an empty list where it finds nothing. */
  async query(expression: string): Promise<readonly Series[]> {
    const found = QueryResult.parse(await this.#ask('query', { query: expression }));
    if (found.resultType === 'scalar') return [{ labels: {}, value: found.result[1] }];
    return found.result.map(({ metric: labels, value: [, value] }) => ({ labels, value }));
  }

  /** A query over the last `seconds`, in `stepSeconds`; the values of each series, oldest first. */
  async queryRange(expression: string, seconds: number, stepSeconds: number) {
    const end = Date.now() / 1000;
    const range = { start: String(end - seconds), end: String(end), step: String(stepSeconds) };
    const { result } = Matrix.parse(await this.#ask('query_range', { query: expression, ...range }));
    return result.map(({ metric: labels, values }) => ({ labels, values: values.map(([, value]) => value) }));
  }

  /** The names of every metric that has a series. */
  async metricNames(): Promise<readonly string[]> {
    return z.array(z.string()).parse(await this.#ask('label/__name__/values', {}));
  }

  async targets(): Promise<readonly Target[]> {
    return Targets.parse(await this.#ask('targets', { state: 'active' })).activeTargets;
  }

  /** Every recording and alerting rule that is loaded, with what its last evaluation came to. */
  async rules(): Promise<readonly Rule[]> {
    return Rules.parse(await this.#ask('rules', {})).groups.flatMap(({ rules }) => rules);
  }

  /** What stands behind the series of an expression in the last hour. */
  async exemplars(expression: string): Promise<Exemplars> {
    const now = Date.now() / 1000;
    const range = { start: String(now - 3600), end: String(now + 60) };
    return ExemplarsFound.parse(await this.#ask('query_exemplars', { query: expression, ...range }));
  }

  async #ask(path: string, parameters: Readonly<Record<string, string>>): Promise<unknown> {
    const query = new URLSearchParams(parameters).toString();
    const answer = await fetch(`${this.address}/api/v1/${path}?${query}`, { signal: AbortSignal.timeout(10_000) });
    const said = Answer.parse(await answer.json());
    if (said.status === 'success') return said.data;
    throw new Error(`Prometheus refused ${parameters.query ?? path}: ${said.error}`);
  }
}

const Answer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('success'), data: z.unknown() }),
  z.object({ status: z.literal('error'), error: z.string() }),
]);
