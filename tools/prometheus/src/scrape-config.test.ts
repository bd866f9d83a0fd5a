import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { defaultPorts } from '@postrider/stack';
import { parse } from 'yaml';
import { monitoringDirectory } from './monitoring-files.js';
import { scrapeConfig } from './scrape-config.js';

describe('what is scraped in tests', () => {
  it('is scraped as monitoring/prometheus/prometheus.yml has it', async () => {
    const shipped = parse(await readFile(join(monitoringDirectory, 'prometheus.yml'), 'utf8')) as unknown;
    const targets = Object.entries(defaultPorts).map(([name, port]) => [name, `${name}:${port}`] as const);
    const { scrape_configs: jobs } = scrapeConfig(Object.fromEntries(targets));
    expect(shipped).toMatchObject({ scrape_configs: jobs, rule_files: ['rules/*.yml'] });
  });
});
