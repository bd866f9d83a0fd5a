import { reasonOf } from '@postrider/time';
import { z } from 'zod';
import type { Surroundings } from '../surroundings.js';
import { clockFinding } from './clock-finding.js';
import { failed, ok, skipped, type Finding } from './finding.js';

const TIMEOUT_MS = 5000;
/** The header `date` has whole seconds. */
const DATE_EXACTNESS_MS = 1000;

const Report = z.object({ status: z.string(), checks: z.record(z.string(), z.boolean()) });

/** Asks a service whether it's ready, and what its clock says. */
export async function serviceFindings(
  name: string,
  url: string | undefined,
  variable: string,
  { clock }: Surroundings,
): Promise<Finding[]> {
  if (url === undefined) return [skipped(name, 'it isn’t said where it is', `Set ${variable} to have it looked at.`)];
  const askedMs = clock.now();
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'manual' });
    text = await response.text();
  } catch (error) {
    return [
      failed(name, `no answer from ${url}: ${reasonOf(error)}`, `Start it, or correct its address (${variable}).`),
    ];
  }
  const report = Report.safeParse(jsonOf(text));
  if (!report.success)
    return [
      failed(
        name,
        `${url}/health/ready answered ${response.status}, and not as Postrider does`,
        `Correct its address (${variable}); an ingress has to let /health/ready through, or be gone round.`,
      ),
    ];
  return [readiness(name, url, report.data.checks), ...clockFindings(name, response, (askedMs + clock.now()) / 2)];
}

function readiness(name: string, url: string, checks: Readonly<Record<string, boolean>>): Finding {
  const wrong = Object.entries(checks).flatMap(([check, holds]) => (holds ? [] : [check]));
  if (wrong.length === 0) return ok(name, `ready at ${url}`);
  return failed(
    name,
    `not ready at ${url}: ${wrong.join(', ')}`,
    'What it needs is below; its log has the rest (`consumer.`, `registry.` and `database.` lines).',
  );
}

function clockFindings(name: string, response: Response, nowMs: number): Finding[] {
  const date = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(date)) return [];
  const finding = clockFinding(`${name} clock`, date + DATE_EXACTNESS_MS / 2 - nowMs, DATE_EXACTNESS_MS);
  return [finding];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
