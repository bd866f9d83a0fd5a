import { dashboard } from '../dashboard.js';
import { graph, stat, table } from '../panels.js';
import { maxBy, overRange, perSecond, quantile, seriesOf, sumBy } from '../promql.js';
import { DEAD_BY_REASON, FAILED_BY_REASON } from '../shared-queries.js';
import { UNITS } from '../units.js';
import { tenant } from '../variables.js';

const TENANT = 'tenant=~"$tenant"';

/** Which endpoints fail, how, and what waits for them. */
export const endpoints = () =>
  dashboard({
    uid: 'postrider-endpoints',
    title: 'Postrider / Endpoints in trouble',
    description:
      'Which receivers fail, how, and what is held back for them? The tables name those with the most trouble (METRICS_TOP of them); all of an endpoint is in the API: GET …/endpoints/{id}/stats.',
    variables: [tenant('postrider_top_endpoint_attempts')],
    rows: [
      {
        title: 'Now',
        columns: 4,
        panels: [
          stat({
            title: 'Breakers that are not closed',
            description: 'Endpoints that failed five times in a row and are only probed, or are on their way back.',
            unit: UNITS.count,
            expr: sumBy([], seriesOf('postrider_endpoint_breakers', 'state!="closed"')),
          }),
          stat({
            title: 'Deliveries held',
            description:
              'Deliveries for endpoints that are paused or disabled. They go out once the endpoint is resumed or enabled.',
            unit: UNITS.count,
            expr: maxBy([], seriesOf('postrider_deliveries_held')),
          }),
          stat({
            title: 'Lanes blocked',
            description: 'Ordering keys of endpoints that wait behind a delivery that failed.',
            unit: UNITS.count,
            expr: sumBy([], seriesOf('postrider_lanes_blocked')),
          }),
          stat({
            title: 'Dead letters',
            description: 'Deliveries given up on over the time shown.',
            unit: UNITS.count,
            alerts: ['PostriderDeadLetterSurge'],
            expr: sumBy([], overRange('postrider_dead_letters_total')),
            noValue: '0',
          }),
        ],
      },
      {
        title: 'Which',
        columns: 2,
        panels: [
          table({
            title: 'Most failures of late',
            description:
              'Attempts within the last five whole minutes, of the endpoints with the most that failed, were parked or given up on.',
            unit: UNITS.count,
            labels: ['tenant', 'endpoint'],
            columns: [
              attemptsColumn('Failed', 'failed'),
              attemptsColumn('Delivered', 'delivered'),
              attemptsColumn('Given up on', 'dead'),
              attemptsColumn('Parked', 'parked'),
            ],
          }),
          table({
            title: 'Failing for the longest',
            description:
              'Endpoints of which every attempt has failed, and since when. After DISABLE_AFTER_FAILING_SECONDS such an endpoint is disabled.',
            unit: UNITS.seconds,
            labels: ['tenant', 'endpoint'],
            columns: [
              {
                heading: 'Failing for',
                expr: maxBy(['tenant', 'endpoint'], seriesOf('postrider_top_endpoint_failing_seconds', TENANT)),
              },
            ],
          }),
        ],
      },
      {
        title: 'How',
        columns: 3,
        panels: [
          graph({
            title: 'Failed attempts, by reason',
            description:
              'What receivers answered, or did not: docs/attempts.md explains each. One reason for all at once may be our own network or name server.',
            unit: UNITS.attemptsPerSecond,
            alerts: ['PostriderDeliveryBudgetBurning'],
            queries: [FAILED_BY_REASON],
            stacked: true,
          }),
          graph({
            title: 'How long failed attempts take',
            description: 'Those that hang take their whole time-out, and a slot for as long.',
            unit: UNITS.seconds,
            queries: [0.5, 0.95, 0.99].map((part) => ({
              expr: quantile(part, 'postrider_attempt_seconds', { matchers: ['outcome="failed"'] }),
              legend: `p${part * 100}`,
            })),
          }),
          graph({
            title: 'Dead letters, by reason',
            description: 'Why deliveries were given up on.',
            unit: UNITS.perSecond,
            alerts: ['PostriderDeadLetterSurge'],
            queries: [DEAD_BY_REASON],
            stacked: true,
          }),
        ],
      },
      {
        title: 'What is done about it',
        columns: 4,
        panels: [
          graph({
            title: 'Breakers, by state',
            description: 'Endpoints that dispatchers remember, by the state of their breaker, closed ones aside.',
            unit: UNITS.count,
            queries: [
              {
                expr: sumBy(['state'], seriesOf('postrider_endpoint_breakers', 'state!="closed"')),
                legend: '{{state}}',
              },
            ],
            stacked: true,
          }),
          graph({
            title: 'Changes of breakers',
            description:
              'Many that open at once point to a fault of ours, such as a network that is gone; one that opens and closes all the time to a receiver at its limit.',
            unit: UNITS.perSecond,
            queries: [{ expr: sumBy(['to'], perSecond('postrider_breaker_transitions_total')), legend: 'to {{to}}' }],
          }),
          graph({
            title: 'Handed on untried, by reason',
            description: 'Deliveries that are kept for later because their endpoint cannot take them now.',
            unit: UNITS.perSecond,
            queries: [
              {
                expr: sumBy(['reason'], perSecond('postrider_deliveries_handed_on_total', 'kind="parked"')),
                legend: '{{reason}}',
              },
            ],
            stacked: true,
          }),
          graph({
            title: 'Told to operators',
            description:
              'Operational events: endpoints that are failing, disabled or recovered, secrets rotated, deliveries given up on.',
            unit: UNITS.eventsPerSecond,
            queries: [
              { expr: sumBy(['type'], perSecond('postrider_operational_events_sent_total')), legend: '{{type}}' },
            ],
          }),
          graph({
            title: 'Slots of endpoints that have not answered',
            description:
              'Attempts to endpoints that have not answered since their last time-out: one each, and all of them a quarter of the slots at most.',
            unit: UNITS.count,
            queries: [{ expr: sumBy([], seriesOf('postrider_slots_in_use', 'share="unproven"')), legend: 'unproven' }],
          }),
          graph({
            title: 'Blocks of lanes',
            description: 'Times that a delivery of an ordering key failed and held back those behind it.',
            unit: UNITS.perSecond,
            queries: [{ expr: sumBy([], perSecond('postrider_lane_blocks_total')), legend: 'blocks' }],
          }),
          graph({
            title: 'Waiting in memory',
            description: 'Deliveries in the dispatchers’ queues; what waits longer is parked in Postgres.',
            unit: UNITS.count,
            queries: [{ expr: sumBy([], seriesOf('postrider_deliveries_waiting')), legend: 'deliveries' }],
          }),
          graph({
            title: 'Planned and held',
            description:
              'Attempts that wait for their time in Postgres, and deliveries that wait for somebody to resume or enable their endpoint.',
            unit: UNITS.count,
            queries: [
              { expr: maxBy([], seriesOf('postrider_retries_planned')), legend: 'planned' },
              { expr: maxBy([], seriesOf('postrider_deliveries_held')), legend: 'held' },
            ],
          }),
        ],
      },
    ],
  });

function attemptsColumn(heading: string, outcome: string) {
  const series = seriesOf('postrider_top_endpoint_attempts', `outcome="${outcome}"`, TENANT);
  return { heading, expr: maxBy(['tenant', 'endpoint'], series) };
}
