import { escapeXml } from '../report/escape-xml.js';
import type { Frame } from './cpu-profile.js';

const WIDTH = 1600;
const ROW = 17;
const TOP = 40;
/** A narrower one can't be seen, and there are thousands. */
const MIN_WIDTH = 0.5;
/** What a letter takes, in units of the drawing. */
const LETTER = 6.6;

interface Placed {
  readonly frame: Frame;
  readonly left: number;
  readonly depth: number;
}

/**
 * A flame graph as SVG: every rectangle is a function, as wide as the time spent in it and what it called, on top of
 * its caller. Each has a title, which browsers show, with its full name and share.
 */
export function flameGraphOf(root: Frame, title: string): string {
  const placed = place(root);
  const deepest = placed.reduce((most, { depth }) => Math.max(most, depth), 0);
  const height = TOP + (deepest + 1) * ROW + 10;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="ui-monospace, monospace" font-size="11">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="10" y="24" font-size="15">${escapeXml(title)}</text>`,
    ...placed.map((each) => rectangleOf(each, root.totalUs, height)),
    '</svg>',
    '',
  ].join('\n');
}

function place(root: Frame): Placed[] {
  const placed: Placed[] = [];
  const visit = (frame: Frame, left: number, depth: number): void => {
    if (widthOf(frame, root.totalUs) < MIN_WIDTH) return;
    placed.push({ frame, left, depth });
    let next = left;
    for (const child of frame.children) {
      visit(child, next, depth + 1);
      next += widthOf(child, root.totalUs);
    }
  };
  visit(root, 0, 0);
  return placed;
}

function rectangleOf({ frame, left, depth }: Placed, totalUs: number, height: number): string {
  const width = widthOf(frame, totalUs);
  const top = height - 10 - (depth + 1) * ROW;
  const share = ((100 * frame.totalUs) / totalUs).toFixed(1);
  const room = Math.floor((width - 4) / LETTER);
  const label = room < 3 ? '' : frame.name.slice(0, room);
  return [
    `<g><title>${escapeXml(frame.name)}, ${share} %, ${(frame.totalUs / 1000).toFixed(1)} ms</title>`,
    `<rect x="${left.toFixed(1)}" y="${top}" width="${width.toFixed(1)}" height="${ROW - 1}" fill="${colourOf(frame.name)}"/>`,
    `<text x="${(left + 3).toFixed(1)}" y="${top + 12}">${escapeXml(label)}</text></g>`,
  ].join('');
}

const widthOf = ({ totalUs }: Frame, allUs: number): number => (allUs === 0 ? 0 : (totalUs / allUs) * WIDTH);

/** Whose code it is: ours, a package's, or Node's and V8's own. */
function colourOf(name: string): string {
  if (/ (apps|libs|tools)\//.test(name)) return '#f3a55a';
  return / (node:|\()/.test(` ${name}`) ? '#c9ced6' : '#f0d488';
}
