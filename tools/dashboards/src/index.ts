export { dashboardFiles, type DashboardFile } from './dashboards.js';
export {
  asGrafanaSends,
  dashboardVariables,
  panelQueries,
  type DashboardVariable,
  type PanelQuery,
} from './queries.js';
