import type { PrometheusConfig } from './prometheus-server.js';

/** What is scraped: `host:port` by the service's name. */
export type Targets = Readonly<Record<string, string>>;

/**
 * A configuration that scrapes services as monitoring/prometheus/prometheus.yml does, but more often: one job for each,
 * under the service's name. Rule files are given by absolute paths, `*` allowed.
 */
export function scrapeConfig(
  targets: Targets,
  { rules = [], intervalMs = 1000 }: { readonly rules?: readonly string[]; readonly intervalMs?: number } = {},
): PrometheusConfig {
  return {
    global: { scrape_interval: `${intervalMs}ms`, evaluation_interval: `${intervalMs}ms` },
    rule_files: rules,
    scrape_configs: Object.entries(targets).map(([name, target]) => ({
      job_name: `postrider-${name}`,
      static_configs: [{ targets: [target] }],
    })),
  };
}
