import { describe, expect, it } from '@jest/globals';
import { isSound, overRuns, type Results, type ScenarioResult } from './results.js';

describe('the figures of several runs', () => {
  it('are medians, but sums of what must be nought', () => {
    const runs = [
      { deliveredPerS: 10, missing: 0 },
      { deliveredPerS: 30, missing: 1 },
      { deliveredPerS: 20, missing: 0 },
    ];
    expect(overRuns(runs)).toEqual({ deliveredPerS: 20, missing: 1 });
  });
});

describe('results', () => {
  const results = (...scenarios: ScenarioResult[]): Results => ({
    commit: 'abc',
    date: '2026-01-01T00:00:00.000Z',
    machine: { cpus: 2, cpuModel: 'x', memoryMib: 1, kernel: 'Linux', node: 'v20' },
    quick: false,
    scenarios,
  });
  const about = { name: 'closed', what: 'closed loop', loadAverage: 0 } as const;

  it('are sound although a target was missed', () => {
    const targets = [{ figure: 'deliveredPerS', atLeast: 10, value: 5, met: false }] as const;
    const figures = { deliveredPerS: 5, missing: 0 };
    expect(isSound(results({ ...about, kind: 'measured', runs: [figures], figures, targets }))).toBe(true);
  });

  it('are not when something is missing, or a scenario could not be measured', () => {
    const figures = { missing: 1 };
    expect(isSound(results({ ...about, kind: 'measured', runs: [figures], figures, targets: [] }))).toBe(false);
    expect(isSound(results({ ...about, kind: 'failed', reason: 'no Kafka' }))).toBe(false);
  });
});
