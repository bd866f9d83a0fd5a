export { dashboardFiles, type DashboardFile } from './dashboards.js';
export { ANY, asGrafanaSends, panelQueries, type PanelQuery } from './queries.js';
