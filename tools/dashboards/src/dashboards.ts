import type { ClassicDashboard } from './dashboard.js';
import { dependencies } from './dashboards/dependencies.js';
import { endpoints } from './dashboards/endpoints.js';
import { overview } from './dashboards/overview.js';
import { pipeline } from './dashboards/pipeline.js';
import { runtime } from './dashboards/runtime.js';
import { tenants } from './dashboards/tenants.js';

/** A dashboard as it's committed, and provisioned. */
export interface DashboardFile {
  /** From the repository's root. */
  readonly file: string;
  /** JSON. */
  readonly content: string;
}

/** Every dashboard, the one to begin with first. */
export const dashboards = (): readonly ClassicDashboard[] => [
  overview(),
  pipeline(),
  endpoints(),
  tenants(),
  dependencies(),
  runtime(),
];

/** Every dashboard in the file that Grafana reads it from. */
export const dashboardFiles = (): readonly DashboardFile[] =>
  dashboards().map((dashboard) => ({
    file: `monitoring/grafana/dashboards/${dashboard.uid ?? ''}.json`,
    content: JSON.stringify(dashboard),
  }));
