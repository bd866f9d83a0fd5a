import { describe, expect, it } from '@jest/globals';
import { plotOf } from './plot.js';
import type { Results } from './results.js';

const results = (value: number, cpuModel = 'Some CPU'): Results => ({
  commit: 'abc123',
  date: '2026-01-01T00:00:00.000Z',
  machine: { cpus: 2, cpuModel, memoryMib: 8000, kernel: 'Linux 6', node: 'v20.19.0' },
  quick: false,
  scenarios: [
    {
      kind: 'measured',
      name: 'closed',
      what: 'closed loop',
      loadAverage: 0,
      runs: [{ deliveredPerS: value }],
      figures: { deliveredPerS: value, missing: 0 },
      targets: [
        { figure: 'deliveredPerS', atLeast: 100, value, met: value >= 100 },
        { figure: 'missing', atMost: 0, value: 0, met: true },
      ],
    },
  ],
});

const barWidth = (svg: string): number => Number(/<rect x="340".* width="(\d+)"/.exec(svg)?.[1]);

describe('the plot', () => {
  it('has a bar as long as the share of the bound, up to twice the bound', () => {
    expect(barWidth(plotOf(results(50)))).toBe(100);
    expect(barWidth(plotOf(results(100)))).toBe(200);
    expect(barWidth(plotOf(results(1000)))).toBe(400);
    expect(barWidth(plotOf(results(NaN)))).toBe(0);
  });

  it('leaves out what must be nought: it has no share', () => {
    expect(plotOf(results(50)).match(/<rect x="340"/g)).toHaveLength(1);
  });

  it('is XML whatever the machine is called', () => {
    expect(plotOf(results(50, '<fast> & "new"'))).toContain('&lt;fast&gt; &amp; &quot;new&quot;');
  });
});
