import { dashboard } from '../dashboard.js';
import { graph, stat, table } from '../panels.js';
import { latencies, maxBy, minBy, overRange, perSecond, quantile, seriesOf, sumBy } from '../promql.js';
import { DEAD_BY_REASON, FAILED_BY_REASON, LAG_BY_TOPIC } from '../shared-queries.js';
import { UNITS } from '../units.js';

/** Codes of answers that are no fault of whoever asked. */
const OUR_FAULT = 'code=~"internal_error|unavailable"';

const accepted = sumBy([], perSecond('postrider_events_accepted_total'));
const refusedByUs = sumBy([], perSecond('postrider_events_rejected_total', OUR_FAULT));

/** Whether Postrider is well, and if not, which dashboard to open. */
export const overview = () =>
  dashboard({
    uid: 'postrider-overview',
    title: 'Postrider / Overview',
    description:
      'Is Postrider well? Traffic, errors, latency and saturation of the whole, from accepting an event to delivering it.',
    rows: [
      {
        title: 'Now',
        columns: 6,
        panels: [
          stat({
            title: 'Events accepted',
            description: 'Events acknowledged to publishers, over HTTP and from inbox topics, repeats included.',
            unit: UNITS.eventsPerSecond,
            expr: accepted,
          }),
          stat({
            title: 'Acceptance failing',
            description:
              'The part of publishes that Postrider itself failed: answered 500 or 503. What publishers got wrong does not count. Look at Kafka first.',
            unit: UNITS.part,
            alerts: ['PostriderAcceptanceBudgetBurning'],
            // Without a refusal by us there is no such series, which is nothing, not unknown.
            expr: `(${refusedByUs} or vector(0)) / (${accepted} + (${refusedByUs} or vector(0)))`,
            noValue: 'no traffic',
            thresholds: { warn: 0.0005, bad: 0.001 },
          }),
          stat({
            title: 'First attempts begin, p99',
            description:
              'From the acceptance of an event to the start of its first attempt, where that was not put off: 99 of 100 began sooner. Pipeline shows which stage takes the time.',
            unit: UNITS.seconds,
            alerts: ['PostriderFirstAttemptBudgetBurning'],
            expr: quantile(0.99, 'postrider_first_attempt_wait_seconds'),
            noValue: 'no traffic',
            thresholds: { warn: 1, bad: 2.5 },
          }),
          stat({
            title: 'Attempts delivered',
            description:
              'The part of attempts that the endpoints answered with 2xx. It falls when receivers fail: Endpoints says which.',
            unit: UNITS.part,
            alerts: ['PostriderDeliveryBudgetBurning'],
            expr: `${sumBy([], perSecond('postrider_attempts_total', 'outcome="delivered"'))} / ${sumBy([], perSecond('postrider_attempts_total'))}`,
            noValue: 'no traffic',
            thresholds: { warn: 0.95, bad: 0.8, below: true },
          }),
          stat({
            title: 'Retries overdue',
            description:
              'For how long the oldest planned attempt has been due. More than seconds: the retry-scheduler, Postgres or Kafka is slow or away.',
            unit: UNITS.seconds,
            alerts: ['PostriderRetriesOverdue'],
            expr: maxBy([], seriesOf('postrider_retries_overdue_seconds')),
            thresholds: { warn: 60, bad: 900 },
          }),
          stat({
            title: 'Deliveries given up on',
            description:
              'Dead letters over the time shown: the schedule is exhausted, the event too old, or the receiver said for good that it does not want it.',
            unit: UNITS.count,
            alerts: ['PostriderDeadLetterSurge'],
            expr: sumBy([], overRange('postrider_dead_letters_total')),
            noValue: '0',
          }),
        ],
      },
      {
        title: 'What is wrong',
        columns: 3,
        panels: [
          table({
            title: 'Alerts that fire',
            description:
              'By name, each with its runbook. Empty is well, as long as Prometheus has loaded the rules of monitoring/prometheus.',
            unit: UNITS.count,
            labels: ['severity', 'alertname', 'service', 'topic'],
            columns: [
              {
                heading: 'Series',
                expr: 'count by (severity, alertname, service, topic) (ALERTS{alertstate="firing", alertname=~"Postrider.+"})',
              },
            ],
            runbooksBy: 'alertname',
          }),
          graph({
            title: 'Objectives',
            description:
              'The part that went wrong within the last hour, of each objective of docs/slo.md. The budget is 0.1 % of publishes, 1 % of first attempts, 0.5 % of deliveries.',
            unit: UNITS.part,
            alerts: [
              'PostriderAcceptanceBudgetBurning',
              'PostriderFirstAttemptBudgetBurning',
              'PostriderDeliveryBudgetBurning',
            ],
            queries: [
              { expr: 'postrider:acceptance_errors:ratio_rate1h', legend: 'publishes that we failed' },
              { expr: 'postrider:first_attempt_errors:ratio_rate1h', legend: 'first attempts that began late' },
              { expr: 'postrider:delivery_errors:ratio_rate1h', legend: 'deliveries that we failed' },
            ],
          }),
          graph({
            title: 'What a service lacks',
            description:
              'What the first duty of each service needs, the worst of its processes: 1 where it is there, 0 where it is not. A service without a line here does not run, or is not scraped.',
            unit: UNITS.count,
            alerts: ['PostriderNotReady', 'PostriderServiceDown'],
            queries: [
              { expr: minBy(['service', 'check'], seriesOf('postrider_ready')), legend: '{{service}}: {{check}}' },
            ],
            max: 1,
          }),
        ],
      },
      {
        title: 'Traffic',
        columns: 3,
        panels: [
          graph({
            title: 'Events accepted, by way',
            description: 'Events acknowledged, by the way they came: over HTTP, or from an inbox topic.',
            unit: UNITS.eventsPerSecond,
            queries: [{ expr: sumBy(['via'], perSecond('postrider_events_accepted_total')), legend: '{{via}}' }],
            stacked: true,
          }),
          graph({
            title: 'Deliveries planned',
            description:
              'Deliveries that events were fanned out to: events accepted, times the endpoints that each goes to.',
            unit: UNITS.perSecond,
            queries: [{ expr: sumBy([], perSecond('postrider_deliveries_planned_total')), legend: 'planned' }],
          }),
          graph({
            title: 'Attempts, by what brought them',
            description:
              'Attempts made: first ones, retries, and what was asked for by hand or by jobs. More retries than first ones means that many receivers fail.',
            unit: UNITS.attemptsPerSecond,
            queries: [{ expr: sumBy(['trigger'], perSecond('postrider_attempts_total')), legend: '{{trigger}}' }],
            stacked: true,
          }),
        ],
      },
      {
        title: 'Errors',
        columns: 4,
        panels: [
          graph({
            title: 'Events refused, by problem code',
            description:
              'Publishes that were refused, by the code of docs/problems.md. internal_error and unavailable are ours, all else is the publishers’.',
            unit: UNITS.eventsPerSecond,
            alerts: ['PostriderAcceptanceBudgetBurning', 'PostriderQuotaRefusals'],
            queries: [{ expr: sumBy(['code'], perSecond('postrider_events_rejected_total')), legend: '{{code}}' }],
            stacked: true,
          }),
          graph({
            title: 'Attempts failed, by reason',
            description:
              'What the endpoints did, in the words of docs/attempts.md. One reason that rises for many endpoints at once may be our network: dns, connect_timeout.',
            unit: UNITS.attemptsPerSecond,
            alerts: ['PostriderDeliveryBudgetBurning'],
            queries: [FAILED_BY_REASON],
            stacked: true,
          }),
          graph({
            title: 'Dead letters, by reason',
            description: 'Deliveries given up on. They are listed, and redriven, in the API and by a job.',
            unit: UNITS.perSecond,
            alerts: ['PostriderDeadLetterSurge'],
            queries: [DEAD_BY_REASON],
            stacked: true,
          }),
          graph({
            title: 'Poison records, by topic',
            description:
              'Records that nobody could read, or whose handling failed again and again: they are in the topic’s .dlt. There should be none but from an inbox topic, where they are the publishers’.',
            unit: UNITS.recordsPerSecond,
            alerts: ['PostriderPoisonRecords'],
            queries: [{ expr: sumBy(['topic'], perSecond('postrider_poison_records_total')), legend: '{{topic}}' }],
            stacked: true,
          }),
        ],
      },
      {
        title: 'Latency',
        columns: 3,
        panels: [
          graph({
            title: 'Acknowledging a publish',
            description: 'From a publish to its acknowledgement: judging it, and having it on Kafka with acks=all.',
            unit: UNITS.seconds,
            alerts: ['PostriderAcceptanceBudgetBurning'],
            queries: latencies('postrider_publish_ack_seconds'),
          }),
          graph({
            title: 'Accepted to delivered',
            description:
              'From the acceptance of an event to the end of a first attempt that succeeded, where it was neither held nor scheduled. Pipeline shows which stage takes the time.',
            unit: UNITS.seconds,
            queries: latencies('postrider_delivery_seconds'),
          }),
          graph({
            title: 'Attempts',
            description:
              'From the start of an attempt to its end: the receivers’ time, and ours to connect. What hangs until its time-out is in it.',
            unit: UNITS.seconds,
            queries: latencies('postrider_attempt_seconds'),
          }),
        ],
      },
      {
        title: 'Saturation',
        columns: 4,
        panels: [
          graph({
            title: 'Consumer lag, by topic and service',
            description:
              'Records that are not done. It should come back to near nothing within a minute; where it only grows, that service is too slow, or stands.',
            unit: UNITS.count,
            alerts: ['PostriderConsumerLagging', 'PostriderConsumerStalled'],
            queries: [LAG_BY_TOPIC],
          }),
          graph({
            title: 'Attempts under way',
            description:
              'Slots that are in use, by share. When all are, more dispatchers are needed, or many endpoints hang (unproven).',
            unit: UNITS.count,
            queries: [{ expr: sumBy(['share'], seriesOf('postrider_slots_in_use')), legend: '{{share}}' }],
            stacked: true,
          }),
          graph({
            title: 'Statements that wait for a connection',
            description:
              'Statements without a connection to Postgres yet. More than none for longer: Postgres is slow, or the pool (DATABASE_POOL) too small.',
            unit: UNITS.count,
            queries: [
              {
                expr: sumBy(['service'], seriesOf('postrider_database_connections', 'state="waited_for"')),
                legend: '{{service}}',
              },
            ],
            thresholds: { bad: 10 },
          }),
          graph({
            title: 'Event loop lag, p99',
            description:
              'By how much timers come late, of the worst process of each service. From 100 ms on the process has more to do than one core does.',
            unit: UNITS.seconds,
            alerts: ['PostriderEventLoopBlocked'],
            queries: [
              { expr: maxBy(['service'], seriesOf('nodejs_eventloop_lag_p99_seconds')), legend: '{{service}}' },
            ],
            thresholds: { warn: 0.1, bad: 0.25 },
          }),
        ],
      },
    ],
  });
