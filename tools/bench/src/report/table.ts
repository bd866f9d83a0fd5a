import { labelOf, shown, type FigureName } from '../figures.js';
import type { Judged } from '../targets.js';
import type { Results, ScenarioResult } from './results.js';

type Row = readonly [scenario: string, figure: string, value: string, target: string, verdict: string];

const HEADER: Row = ['scenario', 'figure', 'measured', 'target', ''];

/** The results as people read them: a line for every figure, its target beside it where it has one. */
export function tableOf(results: Results): string {
  const { commit, date, machine, quick, scenarios } = results;
  const rows = [HEADER, ...scenarios.flatMap(rowsOf)];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 2 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const [header = '', ...body] = rows.map(line);
  return [
    `commit ${commit}, ${date}${quick ? ', quick: not to be compared' : ''}`,
    `${machine.cpus} CPUs (${machine.cpuModel}), ${machine.memoryMib} MiB, ${machine.kernel}, Node ${machine.node}`,
    '',
    header,
    line(widths.map((width) => '─'.repeat(width))),
    ...body,
    '',
    ...scenarios.map(
      ({ name, what, loadAverage, ...result }) =>
        `${name}: ${what} (${result.kind === 'measured' ? `${result.runs.length} runs` : 'not measured'}, load average before ${loadAverage})`,
    ),
    '',
  ].join('\n');
}

function rowsOf(result: ScenarioResult): Row[] {
  if (result.kind === 'failed') return [[result.name, 'failed', '–', '', result.reason.split('\n', 1)[0] ?? '']];
  return Object.entries(result.figures).map(([key, value], index) => {
    const name = key as FigureName;
    const targets = result.targets.filter(({ figure }) => figure === name);
    return [
      index === 0 ? result.name : '',
      labelOf(name),
      shown(name, value),
      targets.map(boundOf).join(', '),
      targets.length === 0 ? '' : targets.every(({ met }) => met) ? 'met' : '✗ MISSED',
    ];
  });
}

/** `≥ 3,500 /s` */
export function boundOf({ figure, atLeast, atMost }: Omit<Judged, 'value' | 'met'>): string {
  return [
    ...(atLeast === undefined ? [] : [`≥ ${shown(figure, atLeast)}`]),
    ...(atMost === undefined ? [] : [`≤ ${shown(figure, atMost)}`]),
  ].join(' and ');
}
