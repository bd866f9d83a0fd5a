export { prometheusBinaries, type PrometheusBinaries } from './prometheus-binaries.js';
export { PrometheusServer, type PrometheusConfig, type PrometheusOptions } from './prometheus-server.js';
export { type Exemplars, PrometheusApi, type Rule, type Series, type Target } from './prometheus-api.js';
export { scrapeConfig } from './scrape-config.js';
export { promtool, type Checked, type PromtoolOptions } from './promtool.js';
export {
  alerts,
  monitoringDirectory,
  rules,
  ruleFiles,
  type AlertRule,
  type RecordingRule,
} from './monitoring-files.js';
export { runbook, type RunbookPage } from './runbook.js';
