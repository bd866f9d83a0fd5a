import type { PrometheusConfig } from './prometheus-server.js';

/** What is scraped: `host:port` by the service's name. */
export type ScrapedTargets = Readonly<Record<string, string>>;

/**
 * A configuration that scrapes services as monitoring/prometheus/prometheus.yml does, but as often as is said. Rule
 * files are given by absolute paths, `*` allowed.
 */
export function scrapeConfig(
  targets: ScrapedTargets,
  { rules = [], intervalMs = 1000 }: { readonly rules?: readonly string[]; readonly intervalMs?: number } = {},
): PrometheusConfig {
  const target = ([service, address]: readonly [string, string]) => ({ targets: [address], labels: { service } });
  return {
    global: { scrape_interval: `${intervalMs}ms`, evaluation_interval: `${intervalMs}ms` },
    rule_files: rules,
    scrape_configs: [
      { job_name: 'postrider', honor_labels: true, static_configs: Object.entries(targets).map(target) },
    ],
  };
}
