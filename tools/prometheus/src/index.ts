export { prometheusBinaries, type PrometheusBinaries } from './prometheus-binaries.js';
export { PrometheusServer, type PrometheusConfig, type PrometheusOptions } from './prometheus-server.js';
export { type Exemplars, PrometheusApi, type Rule, type Series, type Target } from './prometheus-api.js';
export { scrapeConfig } from './scrape-config.js';
export { promtool, type Checked } from './promtool.js';
