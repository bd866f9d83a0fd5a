import { describe, expect, it } from '@jest/globals';
import type { Frame } from './cpu-profile.js';
import { flameGraphOf } from './flame-graph.js';

const leaf = (name: string, us: number): Frame => ({ name, selfUs: us, totalUs: us, children: [] });
const root: Frame = {
  name: '(root)',
  selfUs: 0,
  totalUs: 100_000,
  children: [leaf('a<b> apps/x/dist/y.js:1', 75_000), leaf('c', 24_990), leaf('unseen', 10)],
};

describe('a flame graph', () => {
  const svg = flameGraphOf(root, 'dispatcher & co');

  it('gives every function its share of the width, side by side on its caller', () => {
    const rectangles = [...svg.matchAll(/<rect x="([\d.]+)" y="(\d+)" width="([\d.]+)"/g)];
    expect(rectangles.map(([, left, , width]) => [Number(left), Number(width)])).toEqual([
      [0, 1600],
      [0, 1200],
      [1200, 399.8],
    ]);
    const [bottom, ...above] = rectangles.map(([, , top]) => Number(top));
    expect(above.every((top) => top === (bottom ?? 0) - 17)).toBe(true);
  });

  it('names what it shows, as XML', () => {
    expect(svg).toContain('<title>a&lt;b&gt; apps/x/dist/y.js:1, 75.0 %, 75.0 ms</title>');
    expect(svg).toContain('dispatcher &amp; co');
    expect(svg).not.toContain('unseen');
  });

  it('of nothing is an empty drawing', () => {
    expect(flameGraphOf(leaf('(root)', 0), 'idle')).toContain('</svg>');
  });
});
