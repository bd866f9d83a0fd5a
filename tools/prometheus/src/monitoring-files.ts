import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '@postrider/stack';
import { parse } from 'yaml';
import { z } from 'zod';

/** Where rules, their tests and the configuration are. */
export const monitoringDirectory = join(repositoryRoot, 'monitoring', 'prometheus');
/** Where each alert has its page. */
export const runbookDirectory = join(repositoryRoot, 'docs', 'runbook');

const Recording = z.strictObject({ record: z.string(), expr: z.string() });
const Alert = z.strictObject({
  alert: z.string(),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
  annotations: z.strictObject({ summary: z.string(), runbook_url: z.string() }),
});
const RuleFile = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), rules: z.array(z.union([Recording, Alert])) })),
});

const TestFile = z.object({
  tests: z.array(
    z.object({
      alert_rule_test: z.array(
        z.object({
          alertname: z.string(),
          exp_alerts: z.array(z.object({ exp_labels: z.object({ severity: z.string() }) })),
        }),
      ),
    }),
  ),
});

export type RecordingRule = z.infer<typeof Recording>;
export type AlertRule = z.infer<typeof Alert>;

/** What is asked of an alert in a test: the severities with which it fires, none where it mustn't. */
export interface AlertCase {
  readonly alert: string;
  readonly severities: readonly string[];
}

/** Every rule, in the order of their files. Throws for a rule that has more, or less, than ours have. */
export async function rules(): Promise<readonly (RecordingRule | AlertRule)[]> {
  const files = await Promise.all((await ruleFiles()).map(readYaml));
  return files.flatMap((file) => RuleFile.parse(file).groups.flatMap(({ rules }) => rules));
}

/** The alerts among them; one that has two severities comes twice. */
export async function alerts(): Promise<readonly AlertRule[]> {
  return (await rules()).flatMap((rule) => ('alert' in rule ? [rule] : []));
}

/** What promtool is asked about alerts. */
export async function alertCases(): Promise<readonly AlertCase[]> {
  const files = await Promise.all((await ruleTests()).map(readYaml));
  return files
    .flatMap((file) => TestFile.parse(file).tests.flatMap(({ alert_rule_test: cases }) => cases))
    .map(({ alertname: alert, exp_alerts: expected }) => ({
      alert,
      severities: expected.map(({ exp_labels: { severity } }) => severity),
    }));
}

/** The paths of the rule files, and of their tests. */
export const ruleFiles = (): Promise<readonly string[]> => yamlFilesIn('rules');
export const ruleTests = (): Promise<readonly string[]> => yamlFilesIn('tests');

async function yamlFilesIn(folder: string): Promise<readonly string[]> {
  const path = join(monitoringDirectory, folder);
  return (await readdir(path)).filter((name) => name.endsWith('.yml')).map((name) => join(path, name));
}

const readYaml = async (file: string): Promise<unknown> => parse(await readFile(file, 'utf8'));
