import type { Outcome } from '../run-scenario.js';
import type { Results } from './results.js';
import { msOf } from './table.js';

const HEADER = [
  'scenario',
  'fault',
  'acknowledged',
  'delivered',
  'dead',
  'held',
  'pending, retrying, cancelled',
  'lost',
  'repeats (bound)',
  'delivering again',
  'p99 calm → in the fault',
  '',
];

/** The results as a Markdown table, with where they come from above it. */
export function markdownOf({ commit, date, machine, seed, scenarios }: Results): string {
  const rows = scenarios.map((result) =>
    result.kind === 'done'
      ? [`\`${result.name}\``, ...cellsOf(result)]
      : [`\`${result.name}\``, result.reason.replaceAll('|', '/'), ...HEADER.slice(2).map(() => '')],
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    `Commit ${commit}, ${date.slice(0, 10)}, seed ${seed}; ${machine.cpus} CPUs (${machine.cpuModel}), ${machine.memoryMib} MiB, Node ${machine.node}.`,
    '',
    line(HEADER),
    line(HEADER.map(() => '---')),
    ...rows.map(line),
  ].join('\n');
}

function cellsOf(outcome: Outcome): string[] {
  const { faultSeconds, account, mayRepeat, recoverySeconds, calmP99Ms, faultP99Ms, checks } = outcome;
  const { acknowledged, byStatus, lost, repeats, open } = account;
  return [
    `${faultSeconds} s`,
    String(acknowledged),
    String(byStatus.delivered),
    String(byStatus.dead),
    String(byStatus.held),
    open.map(({ why, count }) => `${count} ${why}`).join('; ') || '0',
    String(lost.length),
    `${repeats} (${mayRepeat})`,
    `${recoverySeconds} s`,
    `${msOf(calmP99Ms)} → ${msOf(faultP99Ms)}`,
    checks.every(({ ok }) => ok)
      ? 'held'
      : `✗ ${checks.flatMap(({ what, ok, seen }) => (ok ? [] : [`${what}: ${seen}`])).join('; ')}`,
  ];
}
