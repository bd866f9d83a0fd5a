import { describe, expect, it } from '@jest/globals';
import type { Results } from './results.js';
import { tableOf } from './table.js';

const results: Results = {
  commit: 'abc123',
  date: '2026-01-01T00:00:00.000Z',
  machine: { cpus: 2, cpuModel: 'Some CPU', memoryMib: 8000, kernel: 'Linux 6', node: 'v20.19.0' },
  quick: false,
  scenarios: [
    {
      kind: 'measured',
      name: 'closed',
      what: 'closed loop',
      loadAverage: 0.5,
      runs: [{}, {}, {}],
      figures: { deliveredPerS: 1234.5, cpuMsPerDelivery: 0.4, missing: 0 },
      targets: [
        { figure: 'deliveredPerS', atLeast: 3500, value: 1234.5, met: false },
        { figure: 'cpuMsPerDelivery', atMost: 0.5, value: 0.4, met: true },
      ],
    },
    { kind: 'failed', name: 'match', what: 'in process', loadAverage: 1, reason: 'no build\n    at …' },
  ],
};

describe('the table', () => {
  const lines = tableOf(results).split('\n');
  const lineWith = (text: string): string => lines.find((line) => line.includes(text)) ?? '';

  it('says where and of what it was measured', () => {
    expect(lines[0]).toContain('abc123');
    expect(lines[1]).toContain('2 CPUs (Some CPU), 8000 MiB, Linux 6, Node v20.19.0');
    expect(lineWith('closed: ')).toContain('3 runs, load average before 0.5');
  });

  it('marks a target that was missed, beside what was measured', () => {
    expect(lineWith('delivered')).toMatch(/^closed +delivered +1,235 \/s +≥ 3,500 \/s +✗ MISSED$/);
    expect(lineWith('machine CPU')).toMatch(/0\.400 ms +≤ 0\.500 ms +met$/);
    expect(lineWith('missing')).toMatch(/missing +0$/);
  });

  it('says in a line what could not be measured', () => {
    expect(lineWith('no build')).toMatch(/^match +failed +– +no build$/);
  });
});
