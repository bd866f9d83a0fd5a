export { dashboardFiles, type DashboardFile } from './dashboards.js';
export { asGrafanaSends, panelQueries, type PanelQuery } from './queries.js';
