import { labelOf, shown, type Figures } from '../figures.js';
import type { Judged } from '../targets.js';
import { escapeXml } from './escape-xml.js';
import type { Results } from './results.js';
import { boundOf } from './table.js';

interface Bar {
  readonly scenario: string;
  readonly target: Judged;
  readonly runs: readonly Figures[];
}

const WIDTH = 960;
const ROW = 22;
const TOP = 64;
const LEFT = 340;
const PLOT_WIDTH = 400;
/** The axis ends at twice the bound: a bar that goes beyond is cut off, and its number says by how much. */
const AXIS_END = 2;

/**
 * The results as an SVG: for every target a bar of what was measured as a share of the bound, with a dot for each run.
 * A bar that should stay below its bound, or go beyond it, says so beside it; its colour says whether it does.
 */
export function plotOf(results: Results): string {
  const bars = results.scenarios.flatMap((result): Bar[] =>
    result.kind === 'measured'
      ? result.targets
          .filter((target) => (target.atLeast ?? target.atMost) !== 0)
          .map((target) => ({ scenario: result.name, target, runs: result.runs }))
      : [],
  );
  const height = TOP + bars.length * ROW + 30;
  const boundX = x(1);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    text(16, 26, 'Postrider: measured against its targets', 'font-size="16" font-weight="600"'),
    text(16, 46, subtitle(results), 'fill="#555"'),
    ...bars.map((bar, index) => barOf(bar, TOP + index * ROW, bar.scenario !== bars[index - 1]?.scenario)),
    `<line x1="${boundX}" y1="${TOP - 6}" x2="${boundX}" y2="${height - 26}" stroke="#333" stroke-dasharray="3 3"/>`,
    text(boundX, height - 10, 'the target', 'text-anchor="middle" fill="#333"'),
    '</svg>',
    '',
  ].join('\n');
}

function subtitle({ commit, date, machine, quick }: Results): string {
  const where = `${machine.cpus} CPUs (${machine.cpuModel}), Node ${machine.node}`;
  return `commit ${commit}, ${date.slice(0, 10)}, ${where}${quick ? ', quick: not to be compared' : ''}`;
}

function barOf({ scenario, target, runs }: Bar, top: number, isFirst: boolean): string {
  const { figure, value, met } = target;
  const bound = target.atLeast ?? target.atMost ?? NaN;
  const colour = met ? '#2e7d5b' : '#c4622d';
  const middle = top + ROW / 2;
  const dots = runs
    .map((run) => run[figure] ?? NaN)
    .filter(Number.isFinite)
    .map((each) => `<circle cx="${x(each / bound)}" cy="${middle}" r="2" fill="#111" opacity="0.6"/>`);
  return [
    ...(isFirst ? [text(16, middle + 4, scenario, 'font-weight="600"')] : []),
    text(LEFT - 8, middle + 4, labelOf(figure), 'text-anchor="end"'),
    `<rect x="${LEFT}" y="${top + 4}" width="${x(value / bound) - LEFT}" height="${ROW - 8}" fill="${colour}"/>`,
    ...dots,
    text(LEFT + PLOT_WIDTH + 10, middle + 4, `${shown(figure, value)} (${boundOf(target)})`, `fill="${colour}"`),
  ].join('\n');
}

/** Where a share of the bound is; at the start of the axis for what wasn't measured. */
const x = (share: number): number =>
  LEFT + (Number.isFinite(share) ? Math.round((Math.min(Math.max(share, 0), AXIS_END) / AXIS_END) * PLOT_WIDTH) : 0);

const text = (left: number, baseline: number, content: string, attributes: string): string =>
  `<text x="${left}" y="${baseline}" ${attributes}>${escapeXml(content)}</text>`;
