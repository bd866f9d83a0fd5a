import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import {
  ConstantVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** Whatever Prometheus the dashboard's reader chose. */
export const DATA_SOURCE: DataSourceRef = { type: 'prometheus', uid: '${datasource}' };

/**
 * Where runbooks are read: below what Grafana serves itself, where docs/runbook is mounted. It needs no other server at night,
 * and no address that this repository can't know.
 */
const RUNBOOKS = '/public/runbook';

/** Which Prometheus, and what of all that it scrapes: one installation, some services, one process. */
export const datasource = (): DatasourceVariableBuilder =>
  new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');

export const runbooks = (): ConstantVariableBuilder => new ConstantVariableBuilder('runbooks').value(RUNBOOKS);

/** Of every scraped service, whatever else it does. */
const EVERYWHERE = 'postrider_kafka_produce_seconds_count';

export const scope = (): readonly QueryVariableBuilder[] => [
  labelVariable('namespace', 'Namespace', `label_values(${EVERYWHERE}, namespace)`).allValue(ANYTHING),
  // All of these, and not of whatever else Prometheus scrapes: every process of Node has the metrics of its runtime.
  labelVariable('job', 'Job', `label_values(${EVERYWHERE}{namespace=~"$namespace"}, job)`),
  labelVariable(
    'instance',
    'Instance',
    `label_values(${EVERYWHERE}{namespace=~"$namespace", job=~"$job"}, instance)`,
  ).allValue(ANYTHING),
];

/** A tenant among those that a metric names. */
export const tenant = (metric: string): QueryVariableBuilder =>
  labelVariable('tenant', 'Tenant', `label_values(${metric}{namespace=~"$namespace", job=~"$job"}, tenant)`).allValue(
    ANYTHING,
  );

/** Also what has no such label. */
const ANYTHING = '.*';

/** Values of a label, any number of them. */
function labelVariable(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATA_SOURCE)
    .query(query)
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .current({ selected: true, text: ['All'], value: ['$__all'] });
}
