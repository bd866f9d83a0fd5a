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
 * Where runbooks are read, without a slash at the end; provisioning may put another address in its place. This one is a path
 * of Grafana's own: deploy/… mounts docs/runbook there, so that a page is read where there is no other server.
 */
export const RUNBOOKS = '/public/runbook';

/** Which Prometheus, and what of all that it scrapes: one installation, some services, one process. */
export const datasource = (): DatasourceVariableBuilder =>
  new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');

export const runbooks = (): ConstantVariableBuilder => new ConstantVariableBuilder('runbooks').value(RUNBOOKS);

/** Of every scraped service, whatever else it does. */
const EVERYWHERE = 'postrider_kafka_produce_seconds_count';

export const scope = (): readonly QueryVariableBuilder[] => [
  labelVariable('namespace', 'Namespace', `label_values(${EVERYWHERE}, namespace)`),
  labelVariable('job', 'Job', `label_values(${EVERYWHERE}{namespace=~"$namespace"}, job)`),
  labelVariable('instance', 'Instance', `label_values(${EVERYWHERE}{namespace=~"$namespace", job=~"$job"}, instance)`),
];

/** Values of a label, any number of them; all, `.*`, is also what has no such label. */
export function labelVariable(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATA_SOURCE)
    .query(query)
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] });
}
