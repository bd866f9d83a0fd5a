import { dashboard } from '../dashboard.js';
import { graph, stat, table } from '../panels.js';
import { maxBy, perSecond, seriesOf, sumBy } from '../promql.js';
import { UNITS } from '../units.js';
import { tenant } from '../variables.js';

const TENANT = 'tenant=~"$tenant"';

const attemptsOf = (...matchers: readonly string[]): string =>
  maxBy(['tenant', 'outcome'], seriesOf('postrider_top_tenant_attempts', TENANT, ...matchers));

/** Who uses it how much, and who comes to a limit. */
export const tenants = () =>
  dashboard({
    uid: 'postrider-tenants',
    title: 'Postrider / Tenants',
    description:
      'Who brings the load, whose deliveries fail, and who comes to a quota? It names the busiest (METRICS_TOP of them); all of a tenant is in the API: GET /v1/tenants/{tenant}/stats.',
    variables: [tenant('postrider_top_tenant_attempts')],
    rows: [
      {
        title: 'All',
        columns: 4,
        panels: [
          configured('Tenants', 'tenant', 'Tenants that are configured, the platform’s own included.'),
          configured('Endpoints', 'endpoint', 'Endpoints that are configured, whatever their status.'),
          configured('Event types', 'event-type', 'Event types that are registered.'),
          stat({
            title: 'Credentials that run out',
            description:
              'API keys and client certificates in use that expire within 14 days: their tenants should be told.',
            unit: UNITS.count,
            alerts: ['PostriderCredentialsExpiring'],
            expr: `sum(${maxBy(['kind'], seriesOf('postrider_credentials_expiring'))})`,
            thresholds: { bad: 1 },
          }),
        ],
      },
      {
        title: 'The busiest',
        columns: 2,
        panels: [
          graph({
            title: 'Attempts, by tenant',
            description: 'Attempts within the last five whole minutes, of the tenants with the most.',
            unit: UNITS.count,
            queries: [{ expr: `sum by (tenant) (${attemptsOf('outcome=~"delivered|failed"')})`, legend: '{{tenant}}' }],
            stacked: true,
          }),
          graph({
            title: 'The part that failed, by tenant',
            description:
              'Of a tenant’s attempts within the last five whole minutes. Endpoints in trouble has the endpoints.',
            unit: UNITS.part,
            queries: [
              {
                expr: `sum by (tenant) (${attemptsOf('outcome="failed"')}) / sum by (tenant) (${attemptsOf('outcome=~"delivered|failed"')})`,
                legend: '{{tenant}}',
              },
            ],
            max: 1,
          }),
          table({
            title: 'Of late',
            description: 'Deliveries within the last five whole minutes, of the tenants with the most.',
            unit: UNITS.count,
            labels: ['tenant'],
            columns: [
              attemptsColumn('Delivered', 'delivered'),
              attemptsColumn('Failed', 'failed'),
              attemptsColumn('Given up on', 'dead'),
              attemptsColumn('Parked', 'parked'),
            ],
          }),
          graph({
            title: 'Given up on and parked, by tenant',
            description: 'Deliveries of the last five whole minutes that were given up on, or handed over untried.',
            unit: UNITS.count,
            queries: [{ expr: attemptsOf('outcome=~"dead|parked"'), legend: '{{tenant}}: {{outcome}}' }],
          }),
        ],
      },
      {
        title: 'Fairness and limits',
        columns: 3,
        panels: [
          graph({
            title: 'Waiting for a turn',
            description:
              'Tenants take turns in the fan-out and with their transformations: what waits belongs to those that bring the most.',
            unit: UNITS.count,
            queries: [
              { expr: sumBy([], seriesOf('postrider_fan_out_events_waiting')), legend: 'events in the fan-out' },
              { expr: sumBy([], seriesOf('postrider_transformations_waiting')), legend: 'transformations' },
            ],
          }),
          graph({
            title: 'The day’s quota, by tenant',
            description:
              'The part of its events of a day (UTC) that a tenant has published, of the tenants that are nearest to their quota. Beyond it publishes are refused until midnight.',
            unit: UNITS.part,
            queries: [
              { expr: maxBy(['tenant'], seriesOf('postrider_top_tenant_quota_ratio', TENANT)), legend: '{{tenant}}' },
            ],
            thresholds: { warn: 0.8, bad: 1 },
          }),
          graph({
            title: 'Refused for a limit',
            description: 'Publishes beyond a rate limit of a key, or beyond the day’s quota.',
            unit: UNITS.eventsPerSecond,
            alerts: ['PostriderQuotaRefusals'],
            queries: [
              {
                expr: sumBy(
                  ['code'],
                  perSecond('postrider_events_rejected_total', 'code=~"rate_limited|event_quota_exceeded"'),
                ),
                legend: '{{code}}',
              },
            ],
          }),
        ],
      },
    ],
  });

function configured(title: string, kind: string, description: string) {
  const expr = maxBy([], seriesOf('postrider_registry_entities', `kind="${kind}"`));
  return stat({ title, description, unit: UNITS.count, expr });
}

const attemptsColumn = (heading: string, outcome: string) => ({
  heading,
  expr: maxBy(['tenant'], seriesOf('postrider_top_tenant_attempts', `outcome="${outcome}"`, TENANT)),
});
