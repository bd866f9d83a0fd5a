import type { Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { ClassicDashboard } from './dashboard.js';
import { dashboards } from './dashboards.js';
import { parseQuery } from './parsed-query.js';

/** One query of one panel, as it's written in the dashboard. */
export interface PanelQuery {
  readonly dashboard: string;
  readonly panel: string;
  readonly expr: string;
  readonly legend: string;
  /** Over the time shown, or of its end alone. */
  readonly kind: 'range' | 'instant';
  /** The series that it looks at, by their names. */
  readonly metrics: readonly string[];
  /** The labels by which it matches and groups. */
  readonly labels: readonly string[];
}

/** The panels of a dashboard, its rows' headings aside. */
export const panelsOf = (panels: ClassicDashboard['panels'] = []): readonly Panel[] => panels.filter(isPanel);

const isPanel = (panel: Panel | RowPanel): panel is Panel => panel.type !== 'row';

/** Every query of every dashboard. */
export const panelQueries = (): readonly PanelQuery[] =>
  dashboards().flatMap((dashboard) =>
    panelsOf(dashboard.panels).flatMap(({ title = '', targets = [] }) =>
      targets.map((target) => {
        const { expr, legendFormat = '', instant } = target as PromTarget;
        return {
          dashboard: dashboard.uid ?? '',
          panel: title,
          expr,
          legend: legendFormat,
          kind: instant ? 'instant' : 'range',
          ...lookedAt(expr),
        };
      }),
    ),
  );

function lookedAt(expr: string): Pick<PanelQuery, 'metrics' | 'labels'> {
  const { selectors, groupedBy } = parseQuery(asGrafanaSends(expr, ANY));
  const matched = selectors.flatMap(({ matchers }) => matchers.map((matcher) => /^\w+/.exec(matcher)?.[0] ?? ''));
  return {
    metrics: [...new Set(selectors.map(({ metric }) => metric))],
    labels: [...new Set([...matched, ...groupedBy])],
  };
}

/** What is of interest of a query to Prometheus; the library's panels hold queries of any kind. */
interface PromTarget extends Dataquery {
  readonly expr: string;
  readonly legendFormat?: string;
  readonly instant?: boolean;
}

/** A variable whose values are asked of Prometheus. */
export interface DashboardVariable {
  readonly dashboard: string;
  readonly name: string;
  /** Its values are those of this label, of these series; what is asked may name variables that come before. */
  readonly label: string;
  readonly series: string;
  /** What stands for all values at once; without it, all of them side by side do. */
  readonly all: string | undefined;
}

/** Every such variable, in the order in which Grafana asks for them. */
export const dashboardVariables = (): readonly DashboardVariable[] =>
  dashboards().flatMap(({ uid = '', templating: { list = [] } }) =>
    list.flatMap(({ name, definition = '', allValue: all }) => {
      const [, series, label] = /^label_values\((.+), (\w+)\)$/.exec(definition) ?? [];
      return series === undefined || label === undefined ? [] : [{ dashboard: uid, name, label, series, all }];
    }),
  );

/** Values for all variables of all dashboards: all that there is, over a minute. */
export const ANY: Readonly<Record<string, string>> = {
  namespace: '.*',
  job: '.*',
  instance: '.*',
  tenant: '.*',
  __rate_interval: '1m0s',
  __range: '1h0m0s',
};

/**
 * A query as Grafana sends it: with the values that its variables have, and with `$__rate_interval` and its like. Throws
 * when it names one that has no value.
 */
export const asGrafanaSends = (expr: string, values: Readonly<Record<string, string>>): string =>
  expr.replace(/\$\{?(\w+)\}?/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`$${name} has no value in ${expr}`);
    return value;
  });
