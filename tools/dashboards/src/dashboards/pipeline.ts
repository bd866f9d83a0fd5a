import { dashboard } from '../dashboard.js';
import { graph } from '../panels.js';
import { latencies, maxBy, mean, perSecond, quantile, seriesOf, sumBy } from '../promql.js';
import { UNITS } from '../units.js';

const lagOf = (service: string) => [
  {
    expr: sumBy(['topic'], seriesOf('postrider_consumer_lag_records', `service="${service}"`)),
    legend: '{{topic}}',
  },
];

/** Where an event's time goes, stage by stage. */
export const pipeline = () =>
  dashboard({
    uid: 'postrider-pipeline',
    title: 'Postrider / Pipeline',
    description:
      'Which stage is slow or stands? An event’s way: ingest, fan-out, wait in the queue, attempt, log, and retries; each with how much it does, how long that takes and what it has not come to.',
    rows: [
      {
        title: 'All stages',
        columns: 2,
        panels: [
          graph({
            title: 'How far an event has come, p95',
            description:
              'From its acceptance until it is fanned out, until its first attempt begins, and until that has succeeded: 95 of 100 took less. What lies between two lines is what the stage takes.',
            unit: UNITS.seconds,
            alerts: ['PostriderFirstAttemptBudgetBurning'],
            queries: [
              { expr: quantile(0.95, 'postrider_fan_out_seconds'), legend: '2 fanned out' },
              { expr: quantile(0.95, 'postrider_first_attempt_wait_seconds'), legend: '3 first attempt begun' },
              { expr: quantile(0.95, 'postrider_delivery_seconds'), legend: '4 delivered' },
            ],
          }),
          graph({
            title: 'How much each stage does',
            description:
              'Events, then deliveries, a second. A stage that does less than the one before it, for longer than a moment, is the one to look at below.',
            unit: UNITS.perSecond,
            queries: [
              { expr: sumBy([], perSecond('postrider_events_accepted_total')), legend: '1 events accepted' },
              { expr: sumBy([], perSecond('postrider_fan_out_seconds_count')), legend: '2 events fanned out' },
              { expr: sumBy([], perSecond('postrider_deliveries_planned_total')), legend: '2 deliveries planned' },
              { expr: sumBy([], perSecond('postrider_attempts_total')), legend: '4 attempts ended' },
              { expr: sumBy([], perSecond('postrider_log_entries_total')), legend: '5 log entries' },
            ],
          }),
        ],
      },
      {
        title: '1 Ingest',
        columns: 3,
        panels: [
          graph({
            title: 'Accepted, by way and repeat',
            description: 'Events acknowledged. duplicate=true: the id was known, the first event stands.',
            unit: UNITS.eventsPerSecond,
            queries: [
              {
                expr: sumBy(['via', 'duplicate'], perSecond('postrider_events_accepted_total')),
                legend: '{{via}}, duplicate={{duplicate}}',
              },
            ],
            stacked: true,
          }),
          graph({
            title: 'Acknowledgement',
            description:
              'From a publish to its acknowledgement. Most of it is Kafka’s: compare Produce latency of Kafka and Postgres.',
            unit: UNITS.seconds,
            queries: latencies('postrider_publish_ack_seconds'),
          }),
          graph({
            title: 'Lag of inbox topics',
            description: 'Records of inbox topics that ingestion is not done with. What comes over HTTP has no lag.',
            unit: UNITS.count,
            alerts: ['PostriderConsumerLagging', 'PostriderConsumerStalled'],
            queries: lagOf('ingestion'),
          }),
        ],
      },
      {
        title: '2 Fan-out',
        columns: 4,
        panels: [
          graph({
            title: 'Accepted to fanned out',
            description: 'From the acceptance of an event until its deliveries are on Kafka; a lag shows here.',
            unit: UNITS.seconds,
            queries: latencies('postrider_fan_out_seconds'),
          }),
          graph({
            title: 'Events that wait for a turn',
            description:
              'Tenants take turns: events of one that publishes a lot wait here behind those of others. Transformations wait for their threads.',
            unit: UNITS.count,
            queries: [
              { expr: sumBy([], seriesOf('postrider_fan_out_events_waiting')), legend: 'events' },
              { expr: sumBy([], seriesOf('postrider_transformations_waiting')), legend: 'transformations' },
            ],
          }),
          graph({
            title: 'Not fanned out, or not decided',
            description:
              'Events dropped as repeats, and events that a filter could not decide about (they are no match): too much work, or a filter that is unusable.',
            unit: UNITS.eventsPerSecond,
            queries: [
              { expr: sumBy(['reason'], perSecond('postrider_events_dropped_total')), legend: 'dropped: {{reason}}' },
              {
                expr: sumBy(['reason'], perSecond('postrider_filters_undecided_total')),
                legend: 'undecided: {{reason}}',
              },
            ],
          }),
          graph({
            title: 'Lag of postrider.events',
            description: 'Events that were accepted and not fanned out yet.',
            unit: UNITS.count,
            alerts: ['PostriderConsumerLagging', 'PostriderConsumerStalled'],
            queries: lagOf('subscription'),
          }),
          graph({
            title: 'Transformations, by what came of them',
            description:
              'Scripts of tenants run for deliveries. Failures are the tenants’; each is listed with its delivery.',
            unit: UNITS.perSecond,
            queries: [
              { expr: sumBy(['outcome'], perSecond('postrider_transformations_total')), legend: '{{outcome}}' },
            ],
            stacked: true,
          }),
          graph({
            title: 'How long transformations run',
            description: 'Scripts are cut off after TRANSFORM_TIMEOUT_MS; ten time-outs in a row suspend one.',
            unit: UNITS.seconds,
            queries: latencies('postrider_transformation_seconds'),
          }),
          graph({
            title: 'Ids decided by memory',
            description:
              'Event ids that memory decided about, since Postgres was away or slow, and those that it has not written yet. A repeat may be delivered twice while there are any.',
            unit: UNITS.perSecond,
            alerts: ['PostriderIdsUnchecked'],
            queries: [
              { expr: sumBy([], perSecond('postrider_event_claims_unchecked_total')), legend: 'fan-out' },
              { expr: sumBy([], perSecond('postrider_event_ids_unchecked_total')), legend: 'ingestion' },
            ],
          }),
          graph({
            title: 'Deliveries of an event',
            description: 'How many endpoints an event goes to, on average.',
            unit: UNITS.count,
            queries: [
              {
                expr: `${sumBy([], perSecond('postrider_deliveries_planned_total'))} / ${sumBy([], perSecond('postrider_fan_out_seconds_count'))}`,
                legend: 'deliveries',
              },
            ],
          }),
        ],
      },
      {
        title: '3 Wait in the queue',
        columns: 4,
        panels: [
          graph({
            title: 'Accepted to first attempt',
            description:
              'From the acceptance of an event to the start of a first attempt that was neither parked, held nor scheduled. What it exceeds the fan-out by is the wait for a dispatcher and for a slot.',
            unit: UNITS.seconds,
            alerts: ['PostriderFirstAttemptBudgetBurning'],
            queries: latencies('postrider_first_attempt_wait_seconds'),
          }),
          graph({
            title: 'Waiting in memory',
            description:
              'Deliveries that wait for their endpoint’s turn, and those behind others of their ordering key.',
            unit: UNITS.count,
            queries: [
              { expr: sumBy([], seriesOf('postrider_deliveries_waiting')), legend: 'for their endpoint' },
              { expr: sumBy([], seriesOf('postrider_lane_deliveries_waiting')), legend: 'for their lane' },
              { expr: sumBy([], seriesOf('postrider_endpoint_queues')), legend: 'endpoints with something to do' },
            ],
          }),
          graph({
            title: 'Handed on untried, by reason',
            description:
              'Deliveries that were not attempted: parked until they can be (backlog, rate_limited, breaker_open, lane_blocked), held, cancelled or expired.',
            unit: UNITS.perSecond,
            queries: [
              { expr: sumBy(['reason'], perSecond('postrider_deliveries_handed_on_total')), legend: '{{reason}}' },
            ],
            stacked: true,
          }),
          graph({
            title: 'Lag of the dispatchers',
            description: 'Deliveries, first ones and released ones, whose report is not on Kafka yet.',
            unit: UNITS.count,
            alerts: ['PostriderConsumerLagging', 'PostriderConsumerStalled'],
            queries: lagOf('dispatcher'),
          }),
        ],
      },
      {
        title: '4 Attempt',
        columns: 3,
        panels: [
          graph({
            title: 'Attempts, by outcome',
            description: 'Attempts ended. Failures are most often the receivers’: Endpoints has the reasons.',
            unit: UNITS.attemptsPerSecond,
            queries: [{ expr: sumBy(['outcome'], perSecond('postrider_attempts_total')), legend: '{{outcome}}' }],
            stacked: true,
          }),
          graph({
            title: 'How long attempts take, p95',
            description: 'By outcome: what failed may have hung until its time-out.',
            unit: UNITS.seconds,
            queries: [
              { expr: quantile(0.95, 'postrider_attempt_seconds', { by: ['outcome'] }), legend: '{{outcome}}' },
            ],
          }),
          graph({
            title: 'Under way, by share',
            description: 'Slots in use. Where one share has all of its own, what belongs to it waits.',
            unit: UNITS.count,
            queries: [{ expr: sumBy(['share'], seriesOf('postrider_slots_in_use')), legend: '{{share}}' }],
            stacked: true,
          }),
        ],
      },
      {
        title: '5 Log',
        columns: 4,
        panels: [
          graph({
            title: 'Entries, by what became of them',
            description:
              'Deliveries and reports that the log took in. refused: Postgres refused the row; it is in the .dlt.',
            unit: UNITS.recordsPerSecond,
            queries: [{ expr: sumBy(['outcome'], perSecond('postrider_log_entries_total')), legend: '{{outcome}}' }],
            stacked: true,
          }),
          graph({
            title: 'A batch of the log',
            description:
              'From the start of a batch to its commit. When it comes near to seconds, Postgres is the ceiling.',
            unit: UNITS.seconds,
            queries: latencies('postrider_log_write_seconds'),
          }),
          graph({
            title: 'Entries in a batch, and waiting',
            description: 'Batches grow as the log falls behind; what waits beyond the limit waits in Kafka.',
            unit: UNITS.count,
            queries: [
              { expr: mean('postrider_log_write_records'), legend: 'in a batch, on average' },
              { expr: sumBy([], seriesOf('postrider_log_entries_waiting')), legend: 'waiting' },
            ],
          }),
          graph({
            title: 'Lag of the log',
            description:
              'Deliveries and reports that are not in the log yet. Lists and statistics are behind by as much; retries are planned later.',
            unit: UNITS.count,
            alerts: ['PostriderConsumerLagging', 'PostriderConsumerStalled'],
            queries: lagOf('retry-scheduler'),
          }),
        ],
      },
      {
        title: '6 Retries',
        columns: 4,
        panels: [
          graph({
            title: 'Planned, under way, held',
            description:
              'Attempts that wait for their time, those that were released and not reported yet, and deliveries that are held for a paused or disabled endpoint.',
            unit: UNITS.count,
            queries: [
              { expr: maxBy([], seriesOf('postrider_retries_planned')), legend: 'planned' },
              { expr: maxBy([], seriesOf('postrider_redeliveries_under_way')), legend: 'under way' },
              { expr: maxBy([], seriesOf('postrider_deliveries_held')), legend: 'held' },
            ],
          }),
          graph({
            title: 'Overdue',
            description: 'For how long the oldest planned attempt has been due.',
            unit: UNITS.seconds,
            alerts: ['PostriderRetriesOverdue'],
            queries: [{ expr: maxBy([], seriesOf('postrider_retries_overdue_seconds')), legend: 'oldest' }],
            thresholds: { warn: 60, bad: 900 },
          }),
          graph({
            title: 'Released, by what became of them',
            description:
              'Attempts whose time came. postponed: Kafka did not take them, or the log has not come to their event.',
            unit: UNITS.perSecond,
            queries: [
              { expr: sumBy(['outcome'], perSecond('postrider_retries_released_total')), legend: '{{outcome}}' },
            ],
            stacked: true,
          }),
          graph({
            title: 'Releasing a batch',
            description: 'From leasing what is due to having it on Kafka. A lease is 30 s.',
            unit: UNITS.seconds,
            queries: latencies('postrider_retry_release_seconds'),
            thresholds: { warn: 5, bad: 25 },
          }),
          graph({
            title: 'Jobs',
            description: 'Deliveries that jobs dealt with: replays, backfills, retries, holds and releases.',
            unit: UNITS.perSecond,
            queries: [{ expr: sumBy(['kind'], perSecond('postrider_job_deliveries_total')), legend: '{{kind}}' }],
            stacked: true,
          }),
          graph({
            title: 'Settled, by status',
            description: 'Deliveries by the status that a report brought them to.',
            unit: UNITS.perSecond,
            queries: [
              { expr: sumBy(['status'], perSecond('postrider_deliveries_settled_total')), legend: '{{status}}' },
            ],
            stacked: true,
          }),
          graph({
            title: 'Repeats',
            description: 'Deliveries that came again and were dropped: after a rebalance or a crash some do.',
            unit: UNITS.perSecond,
            queries: [
              { expr: sumBy([], perSecond('postrider_deliveries_repeated_total')), legend: 'without an order' },
              { expr: sumBy([], perSecond('postrider_lane_repeats_total')), legend: 'in lanes' },
            ],
          }),
          graph({
            title: 'Lanes',
            description:
              'Ordering keys of endpoints in which something is parked: one that fails holds back its own key.',
            unit: UNITS.count,
            queries: [{ expr: sumBy([], seriesOf('postrider_lanes_blocked')), legend: 'blocked' }],
          }),
        ],
      },
    ],
  });
