import { dashboard } from '../dashboard.js';
import { graph, stat } from '../panels.js';
import { latencies, maxBy, mean, minBy, overRange, perSecond, quantile, seriesOf, sumBy } from '../promql.js';
import { LAG_BY_TOPIC } from '../shared-queries.js';
import { UNITS } from '../units.js';

/** Kafka and Postgres as the services see them: what exporters of theirs tell is not asked. */
export const dependencies = () =>
  dashboard({
    uid: 'postrider-dependencies',
    title: 'Postrider / Kafka and Postgres',
    description:
      'Do Kafka and Postgres do what the services ask of them? As the services see them: latency, failures, what waits. What goes on inside of them their own exporters tell.',
    rows: [
      {
        title: 'Kafka: producing',
        columns: 4,
        panels: [
          graph({
            title: 'Produce latency, p95',
            description:
              'From the hand-over of a group of records to its acknowledgement by all in-sync replicas. Every 202 waits for this.',
            unit: UNITS.seconds,
            queries: [
              { expr: quantile(0.95, 'postrider_kafka_produce_seconds', { by: ['service'] }), legend: '{{service}}' },
            ],
            thresholds: { warn: 0.1, bad: 1 },
          }),
          graph({
            title: 'Records in a group',
            description: 'Records that go out together, on average. It grows with load, and when Kafka gets slow.',
            unit: UNITS.count,
            queries: [{ expr: mean('postrider_kafka_produce_records', ['service']), legend: '{{service}}' }],
          }),
          graph({
            title: 'Bytes that wait to be produced',
            description: 'What Kafka has not taken yet. Beyond a limit publishers get 503 until there is room.',
            unit: UNITS.bytes,
            queries: [
              { expr: sumBy(['service'], seriesOf('postrider_kafka_produce_queue_bytes')), legend: '{{service}}' },
            ],
          }),
          graph({
            title: 'Not acknowledged, by why',
            description:
              'Records that Kafka did not acknowledge. A publisher gets 503; everything else is tried again.',
            unit: UNITS.recordsPerSecond,
            queries: [
              {
                expr: sumBy(['service', 'failure'], perSecond('postrider_kafka_produce_failures_total')),
                legend: '{{service}}: {{failure}}',
              },
            ],
          }),
        ],
      },
      {
        title: 'Kafka: consuming',
        columns: 4,
        panels: [
          graph({
            title: 'Lag, by topic and service',
            description: 'Records of assigned partitions that are not done.',
            unit: UNITS.count,
            alerts: ['PostriderConsumerLagging', 'PostriderConsumerStalled'],
            queries: [LAG_BY_TOPIC],
          }),
          graph({
            title: 'Handled, by topic',
            description: 'Records read and done with, whatever became of them.',
            unit: UNITS.recordsPerSecond,
            queries: [
              {
                expr: sumBy(['service', 'topic'], perSecond('postrider_records_handled_total')),
                legend: '{{service}} {{topic}}',
              },
            ],
          }),
          graph({
            title: 'Taken in and not done',
            description: 'Records in memory, and those that are done but wait behind one that is not.',
            unit: UNITS.count,
            queries: [
              {
                expr: sumBy(['service', 'topic'], seriesOf('postrider_records_in_progress')),
                legend: '{{service}} {{topic}}',
              },
            ],
          }),
          graph({
            title: 'Bytes taken in and not done',
            description: 'What the records in memory take. Intake pauses at a limit.',
            unit: UNITS.bytes,
            queries: [
              { expr: sumBy(['service'], seriesOf('postrider_records_in_progress_bytes')), legend: '{{service}}' },
            ],
          }),
          graph({
            title: 'Records of a fetch',
            description:
              'On average. Near 0: the consumers wait for records; hundreds: records wait for the consumers.',
            unit: UNITS.count,
            queries: [{ expr: mean('postrider_fetch_records', ['service']), legend: '{{service}}' }],
          }),
          graph({
            title: 'Handled again',
            description:
              'Times that a handler failed and its record was tried again: a dependency is away, or the record is the fault.',
            unit: UNITS.recordsPerSecond,
            queries: [
              {
                expr: sumBy(['service', 'topic'], perSecond('postrider_records_retried_total')),
                legend: '{{service}} {{topic}}',
              },
            ],
          }),
          graph({
            title: 'Poison records',
            description: 'Records that went to a .dlt topic; `npm run dlt -- list` counts them there.',
            unit: UNITS.recordsPerSecond,
            alerts: ['PostriderPoisonRecords'],
            queries: [{ expr: sumBy(['topic'], perSecond('postrider_poison_records_total')), legend: '{{topic}}' }],
          }),
          graph({
            title: 'Places lost',
            description:
              'Times that a partition was read from its beginning because its committed place was gone: the group was away for longer than the topic keeps.',
            unit: UNITS.perSecond,
            alerts: ['PostriderOffsetsReset'],
            queries: [
              {
                expr: sumBy(['service', 'topic'], perSecond('postrider_consumer_offset_resets_total')),
                legend: '{{service}} {{topic}}',
              },
            ],
          }),
        ],
      },
      {
        title: 'Registry',
        columns: 4,
        panels: [
          graph({
            title: 'Silence of the registry',
            description:
              'How long ago the registry topic last answered each service’s reader: for as long its configuration may be old.',
            unit: UNITS.seconds,
            alerts: ['PostriderRegistryStale'],
            queries: [
              { expr: maxBy(['service'], seriesOf('postrider_registry_silence_seconds')), legend: '{{service}}' },
            ],
            thresholds: { warn: 15, bad: 60 },
          }),
          graph({
            title: 'Changes that wait to be sent',
            description: 'Changes of the configuration that are in Postgres and not on the registry topic.',
            unit: UNITS.count,
            queries: [{ expr: maxBy([], seriesOf('postrider_registry_outbox_changes')), legend: 'changes' }],
          }),
          graph({
            title: 'The oldest of them',
            description: 'For how long the oldest change has waited; answers to changes wait as long.',
            unit: UNITS.seconds,
            alerts: ['PostriderOutboxLagging'],
            queries: [{ expr: maxBy([], seriesOf('postrider_registry_outbox_oldest_seconds')), legend: 'oldest' }],
            thresholds: { warn: 5, bad: 60 },
          }),
          graph({
            title: 'Changes sent, and records unreadable',
            description:
              'What the relay put on postrider.registry, and what readers could not read there: a key that is not in POSTRIDER_SECRET_KEY, or a newer version of Postrider.',
            unit: UNITS.perSecond,
            queries: [
              { expr: sumBy([], perSecond('postrider_registry_changes_sent_total')), legend: 'sent' },
              {
                expr: sumBy(['service'], perSecond('postrider_registry_unreadable_records_total')),
                legend: 'unreadable to {{service}}',
              },
            ],
          }),
        ],
      },
      {
        title: 'Postgres',
        columns: 4,
        panels: [
          graph({
            title: 'Connections, by state',
            description: 'Of all pools. waited_for counts statements that have no connection yet.',
            unit: UNITS.count,
            queries: [
              {
                expr: sumBy(['service', 'state'], seriesOf('postrider_database_connections')),
                legend: '{{service}} {{state}}',
              },
            ],
          }),
          graph({
            title: 'A batch of the log',
            description: 'The largest transactions that there are: how fast Postgres is shows here first.',
            unit: UNITS.seconds,
            queries: latencies('postrider_log_write_seconds'),
            thresholds: { warn: 1, bad: 5 },
          }),
          graph({
            title: 'Claims that memory keeps for Postgres',
            description:
              'Event ids that memory decided about and Postgres does not have yet: more than none while Postgres is away.',
            unit: UNITS.count,
            queries: [{ expr: sumBy([], seriesOf('postrider_event_claims_unwritten')), legend: 'claims' }],
          }),
          graph({
            title: 'Counts and news that wait',
            description:
              'Counts that wait to be summed up into statistics, and operational events that wait to be sent.',
            unit: UNITS.count,
            queries: [
              { expr: maxBy([], seriesOf('postrider_stats_counts_waiting')), legend: 'counts' },
              { expr: maxBy([], seriesOf('postrider_operational_events_waiting')), legend: 'operational events' },
            ],
          }),
          stat({
            title: 'Days with a partition ahead',
            description:
              'Days from today on that have a partition. Housekeeping makes them; without one for today the log stops.',
            unit: UNITS.count,
            alerts: ['PostriderPartitionsNotAhead'],
            expr: minBy([], seriesOf('postrider_log_partitions_ahead_days')),
            thresholds: { bad: 4, below: true },
          }),
          stat({
            title: 'Open deliveries expired',
            description:
              'Deliveries that were open when their day was dropped, over the time shown: RETENTION_DAYS is shorter than what is planned or held.',
            unit: UNITS.count,
            alerts: ['PostriderDeliveriesExpired'],
            expr: sumBy([], overRange('postrider_deliveries_expired_total')),
            noValue: '0',
            thresholds: { bad: 1 },
          }),
          stat({
            title: 'Ids decided by memory',
            description: 'Event ids that memory decided about over the time shown, since Postgres was away or slow.',
            unit: UNITS.count,
            alerts: ['PostriderIdsUnchecked'],
            expr: `${sumBy([], overRange('postrider_event_claims_unchecked_total'))} + ${sumBy([], overRange('postrider_event_ids_unchecked_total'))}`,
            thresholds: { bad: 1 },
          }),
          stat({
            title: 'Rows refused',
            description: 'Entries that Postgres refused, over the time shown. Each is in a .dlt topic.',
            unit: UNITS.count,
            expr: sumBy([], overRange('postrider_log_entries_total', 'outcome="refused"')),
            noValue: '0',
            thresholds: { bad: 1 },
          }),
        ],
      },
    ],
  });
