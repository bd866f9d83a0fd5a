import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphGradientMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TableSortByFieldStateBuilder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type DashboardLink,
  type Panel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { runbookLink } from './links.js';
import type { Unit } from './units.js';
import { DATA_SOURCE } from './variables.js';

/** What Prometheus is asked for, and how a series of the answer is called: `{{label}}` stands for a label's value. */
export interface Query {
  readonly expr: string;
  readonly legend: string;
}

interface Described {
  readonly title: string;
  /** What is shown, what is bad, and where to look then. */
  readonly description: string;
  readonly unit: Unit;
  /** From which value on it's worth a look, and from which on it's bad. */
  readonly thresholds?: Thresholds;
  /** Alerts that are about what is shown: each has a runbook. */
  readonly alerts?: readonly string[];
}

interface Thresholds {
  readonly warn?: number;
  readonly bad: number;
  /** Where it's the small values that are bad. */
  readonly below?: true;
}

/** A panel that has no place yet. */
export interface Placeable {
  readonly heightUnits: number;
  /** `width` of 24 columns. */
  build(width: number, id: number): Panel;
}

interface Common extends Builder<Panel> {
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  datasource(source: { type?: string; uid?: string }): this;
  unit(unit: string): this;
  thresholds(thresholds: ThresholdsConfigBuilder): this;
  links(links: Builder<DashboardLink>[]): this;
  height(units: number): this;
  span(width: number): this;
  withTarget(query: DataqueryBuilder): this;
}

const HEIGHT = { stat: 4, graph: 8, table: 9 } as const;

/** Lines over time. */
export function graph(
  shown: Described & { readonly queries: readonly Query[]; readonly stacked?: true; readonly max?: number },
): Placeable {
  return placeable(HEIGHT.graph, shown, () => {
    const panel = new TimeSeriesBuilder()
      .min(0)
      .lineWidth(1)
      .fillOpacity(shown.stacked ? 30 : 8)
      .gradientMode(GraphGradientMode.None)
      .showPoints(VisibilityMode.Never)
      .legend(
        new VizLegendOptionsBuilder()
          .showLegend(true)
          .displayMode(LegendDisplayMode.Table)
          .placement(LegendPlacement.Bottom)
          .calcs(['lastNotNull', 'max']),
      )
      .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
    if (shown.max !== undefined) panel.max(shown.max);
    if (shown.stacked) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
    if (shown.thresholds) {
      panel.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
    }
    shown.queries.forEach((query, index) => panel.withTarget(promQuery(query, index).range()));
    return panel;
  });
}

/** One number, the last, coloured by its thresholds, with what it was before behind it. */
export function stat(shown: Described & { readonly expr: string; readonly noValue?: string }): Placeable {
  return placeable(HEIGHT.stat, shown, () => {
    const panel = new StatBuilder()
      .graphMode(BigValueGraphMode.Area)
      .colorMode(shown.thresholds ? BigValueColorMode.Value : BigValueColorMode.None)
      .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']));
    if (shown.noValue !== undefined) panel.noValue(shown.noValue);
    return panel.withTarget(promQuery({ expr: shown.expr, legend: shown.title }, 0).range());
  });
}

/** A column of a table: the values of a query under a heading. */
interface Column {
  readonly heading: string;
  readonly expr: string;
}

/** One row for each set of `labels`, with a column for each query, the first of them the order. */
export function table(
  shown: Described & {
    readonly labels: readonly string[];
    readonly columns: readonly [Column, ...Column[]];
    /** The label that names an alert: its values lead to their runbooks. */
    readonly runbooksBy?: string;
  },
): Placeable {
  return placeable(HEIGHT.table, shown, () => {
    const panel = new TableBuilder()
      .filterable(true)
      .sortBy([new TableSortByFieldStateBuilder().displayName(shown.columns[0].heading).desc(true)])
      .withTransformation({ id: 'merge', options: {} })
      .withTransformation({ id: 'organize', options: organized(shown.labels, shown.columns) });
    if (shown.runbooksBy !== undefined) {
      panel.overrideByName(shown.runbooksBy, [{ id: 'links', value: [runbookLink('${__value.text}').build()] }]);
    }
    shown.columns.forEach(({ expr, heading }, index) =>
      panel.withTarget(promQuery({ expr, legend: heading }, index).format(PromQueryFormat.Table).instant()),
    );
    return panel;
  });
}

/** Which of the merged table's columns are shown, under which headings, in which order. */
function organized(labels: readonly string[], columns: readonly Column[]) {
  const valueName = (index: number): string => (columns.length === 1 ? 'Value' : `Value #${refId(index)}`);
  const names = [...labels, ...columns.map((_, index) => valueName(index))];
  return {
    excludeByName: { Time: true },
    includeByName: {},
    indexByName: Object.fromEntries(names.map((name, index) => [name, index])),
    renameByName: Object.fromEntries(columns.map(({ heading }, index) => [valueName(index), heading])),
  };
}

function placeable(heightUnits: number, shown: Described, make: () => Common): Placeable {
  return {
    heightUnits,
    build: (width, id) => {
      const panel = make()
        .id(id)
        .title(shown.title)
        .description(shown.description)
        .datasource(DATA_SOURCE)
        .unit(shown.unit)
        .thresholds(thresholdsOf(shown.thresholds))
        .height(heightUnits)
        .span(width);
      if (shown.alerts) panel.links(shown.alerts.map(runbookLink));
      return panel.build();
    },
  };
}

function thresholdsOf(thresholds: Thresholds | undefined): ThresholdsConfigBuilder {
  const config = new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute);
  if (!thresholds) return config.steps([{ value: null, color: 'green' }]);
  const { warn, bad, below } = thresholds;
  if (below) {
    const between = warn === undefined ? [] : [{ value: bad, color: 'orange' }];
    return config.steps([{ value: null, color: 'red' }, ...between, { value: warn ?? bad, color: 'green' }]);
  }
  const between = warn === undefined ? [] : [{ value: warn, color: 'orange' }];
  return config.steps([{ value: null, color: 'green' }, ...between, { value: bad, color: 'red' }]);
}

const refId = (index: number): string => String.fromCharCode('A'.charCodeAt(0) + index);

const promQuery = ({ expr, legend }: Query, index: number): DataqueryBuilder =>
  new DataqueryBuilder().datasource(DATA_SOURCE).expr(expr).legendFormat(legend).refId(refId(index));
