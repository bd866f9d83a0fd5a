import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  RowBuilder,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { otherDashboards, TAG } from './links.js';
import type { Placeable } from './panels.js';
import { seriesOf } from './promql.js';
import { DATA_SOURCE, datasource, runbooks, scope } from './variables.js';

/** Panels side by side under a heading, as many to a line as `columns` says. */
export interface Row {
  readonly title: string;
  readonly columns: 2 | 3 | 4 | 6;
  readonly panels: readonly Placeable[];
}

export interface DashboardContent {
  /** Part of its address and of its file's name: it must never change. */
  readonly uid: string;
  readonly title: string;
  /** Which question it answers. */
  readonly description: string;
  readonly rows: readonly Row[];
  /** Beside those that every dashboard has. */
  readonly variables?: readonly Builder<VariableModel>[];
}

const GRID_WIDTH = 24;

/** Grafana's classic model, as a file of it has it. */
export type ClassicDashboard = ReturnType<typeof dashboard>;

/** A dashboard with what all have in common. */
export function dashboard({ uid, title, description, rows, variables = [] }: DashboardContent) {
  // The classic model, which every Grafana since 10 reads from a file, and 13 turns into the newer one by itself: ADR 36.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- see above
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([TAG])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .timezone('browser')
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .link(otherDashboards())
    .annotation(starts())
    .variables([datasource(), ...scope(), ...variables, runbooks()]);
  let id = 0;
  for (const { title, columns, panels } of rows) {
    builder.withRow(new RowBuilder(title).id(++id));
    for (const panel of panels) {
      const built = panel.build(GRID_WIDTH / columns, ++id);
      builder.withPanel({ build: () => built });
    }
  }
  return builder.build();
}

/** A mark on every graph where a process began: what changes there is a release's doing, or a crash's. */
const starts = (): AnnotationQueryBuilder =>
  new AnnotationQueryBuilder()
    .name('Starts of processes')
    .datasource(DATA_SOURCE)
    .enable(true)
    .iconColor('blue')
    .expr(`${seriesOf('process_start_time_seconds')} * 1000`)
    .step('60s')
    .titleFormat('{{service}} started')
    .textFormat('{{instance}}')
    .useValueForTime(true);
