import { asGrafanaSends, dashboardVariables, type PanelQuery } from '@postrider/dashboards';
import type { PrometheusApi } from '@postrider/prometheus';

/** Long enough for everything that a test did, and for what it saw at its beginning. */
const RANGE_SECONDS = 300;
const STEP_SECONDS = 5;
/** Grafana's would be four times the scrape interval, which is short here: a busy machine may miss some scrapes. */
const RATE_INTERVAL = '30s';

/** The values of a dashboard's variables with everything chosen, as Grafana would come to them: by asking, one after another. */
async function everythingChosen(api: PrometheusApi, dashboard: string): Promise<Readonly<Record<string, string>>> {
  const values: Record<string, string> = { __rate_interval: RATE_INTERVAL, __range: `${RANGE_SECONDS}s` };
  for (const { name, label, series, all } of dashboardVariables().filter((one) => one.dashboard === dashboard)) {
    const found = await api.query(asGrafanaSends(series, values));
    const options = [...new Set(found.flatMap(({ labels }) => labels[label] ?? []))];
    values[name] = all ?? `(${options.join('|')})`;
  }
  return values;
}

/** The queries that find nothing, of those that are given; throws for one that Prometheus refuses. */
export async function withoutData(api: PrometheusApi, queries: readonly PanelQuery[]): Promise<readonly PanelQuery[]> {
  const empty: PanelQuery[] = [];
  for (const dashboard of new Set(queries.map((query) => query.dashboard))) {
    const values = await everythingChosen(api, dashboard);
    for (const query of queries.filter((one) => one.dashboard === dashboard))
      if (!(await hasData(api, query, asGrafanaSends(query.expr, values)))) empty.push(query);
  }
  return empty;
}

async function hasData(api: PrometheusApi, { kind }: PanelQuery, sent: string): Promise<boolean> {
  const values =
    kind === 'instant'
      ? (await api.query(sent)).map(({ value }) => value)
      : (await api.queryRange(sent, RANGE_SECONDS, STEP_SECONDS)).flatMap((series) => series.values);
  return values.some((value) => !Number.isNaN(value));
}
