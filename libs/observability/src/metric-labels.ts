/** What a label tells apart, and how many values it has at most in one metric. */
export interface LabelMeaning {
  readonly meaning: string;
  readonly atMost: number;
}

/**
 * Every label that a metric may have. Sets that are known beforehand, never an event type; and of tenants and endpoints
 * only as many as a metric names at a time, whoever they are: all of them are in the log and the statistics of the API.
 */
export const metricLabels = {
  via: { meaning: 'the way that an event came: `http` or `inbox`', atMost: 2 },
  duplicate: { meaning: 'whether its id was known: `true` or `false`', atMost: 2 },
  code: { meaning: 'a [problem code](problems.md), or `not_an_event`', atMost: 60 },
  topic: { meaning: 'a topic of the flow, or one of INBOX_TOPICS', atMost: 20 },
  outcome: { meaning: 'how it ended', atMost: 12 },
  reason: { meaning: 'why, in a word; of an attempt, why it [failed](attempts.md)', atMost: 24 },
  trigger: { meaning: 'what brought the attempt: `first`, `retry`, or what somebody asked for', atMost: 8 },
  kind: { meaning: 'which kind of the thing', atMost: 12 },
  status: { meaning: 'a delivery’s status', atMost: 8 },
  state: { meaning: 'what the thing is in', atMost: 4 },
  to: { meaning: 'the state that it went to', atMost: 4 },
  share: { meaning: 'whose share of the slots it is', atMost: 4 },
  failure: { meaning: 'how producing failed', atMost: 8 },
  type: { meaning: 'a type of the platform’s own events', atMost: 32 },
  tenant: { meaning: 'one of the METRICS_TOP that a `top` metric names', atMost: 20 },
  endpoint: { meaning: 'one of the METRICS_TOP that a `top` metric names', atMost: 20 },
  check: { meaning: 'a condition of readiness', atMost: 8 },
} as const satisfies Record<string, LabelMeaning>;

export type MetricLabel = keyof typeof metricLabels;
