import type { Outcome } from '../run-scenario.js';
import type { Scenario } from '../scenario.js';
import type { ScenarioResult } from './results.js';

/** What there is to run, a line each. */
export function listOf(scenarios: readonly Scenario[]): string {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  return scenarios.map(({ name, what }) => `${name.padEnd(width)}  ${what}`).join('\n');
}

/** Scenarios as people read them in a terminal: a line of figures each, and below it a line for each check. */
export function tableOf(results: readonly ScenarioResult[]): string {
  return results.flatMap(linesOf).join('\n');
}

function linesOf(result: ScenarioResult): string[] {
  if (result.kind === 'failed') return [`✗ ${result.name}: ${result.reason}`];
  const { name, what, checks } = result;
  return [
    `${checks.every(({ ok }) => ok) ? '✓' : '✗'} ${name}: ${what}`,
    `    ${figuresOf(result)}`,
    ...checks.map(({ what: check, ok, seen }) => `    ${ok ? '✓' : '✗'} ${check}: ${seen}`),
  ];
}

function figuresOf({ faultSeconds, perSecond, account, refusals, calmP99Ms, faultP99Ms }: Outcome): string {
  const statuses = Object.entries(account.byStatus).flatMap(([status, count]) =>
    count > 0 ? [`${count} ${status}`] : [],
  );
  return [
    `${perSecond}/s, fault ${faultSeconds} s`,
    `${account.acknowledged} acknowledged: ${statuses.join(', ') || 'none'}`,
    `not accepted: ${refusals.map(({ why, count }) => `${count} ${why}`).join(', ') || 'none'}`,
    `p99 ${msOf(calmP99Ms)} → ${msOf(faultP99Ms)}`,
  ].join('; ');
}

/** `12 ms`; a dash where nothing was measured, or some of it never came. */
export const msOf = (ms: number): string => (Number.isFinite(ms) ? `${ms} ms` : '–');
