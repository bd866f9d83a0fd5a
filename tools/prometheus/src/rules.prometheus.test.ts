import { relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { monitoringDirectory, ruleFiles, ruleTests } from './monitoring-files.js';
import { promtool } from './promtool.js';

const PATIENCE_MS = 300_000;

const inMonitoring = (files: readonly string[]): string[] => files.map((file) => relative(monitoringDirectory, file));

describe('the rules', () => {
  it(
    'are ones that Prometheus takes, and so is the configuration',
    async () => {
      const checks = [
        ['check', 'rules', '--lint=all', '--lint-fatal', ...inMonitoring(await ruleFiles())],
        ['check', 'config', '--lint=all', '--lint-fatal', 'prometheus.yml'],
      ];
      for (const args of checks) {
        const { ok, said } = await promtool(args, { directory: monitoringDirectory });
        expect(ok ? '' : said).toBe('');
      }
    },
    PATIENCE_MS,
  );

  it(
    'fire when they should, and only then',
    async () => {
      const { ok, said } = await promtool(['test', 'rules', ...inMonitoring(await ruleTests())], {
        directory: monitoringDirectory,
      });
      expect(ok ? '' : said).toBe('');
    },
    PATIENCE_MS,
  );
});
