import { describe, expect, it } from '@jest/globals';
import { judge } from './targets.js';

describe('a target', () => {
  it('is met on its bound and on the right side of it', () => {
    const figures = { deliveredPerS: 3500, cpuMsPerDelivery: 0.6 };
    const judged = judge(
      [
        { figure: 'deliveredPerS', atLeast: 3500 },
        { figure: 'deliveredPerS', atLeast: 3501 },
        { figure: 'cpuMsPerDelivery', atMost: 0.6 },
        { figure: 'cpuMsPerDelivery', atMost: 0.5 },
      ],
      figures,
    );
    expect(judged.map(({ met }) => met)).toEqual([true, false, true, false]);
  });

  it('is missed by what was not measured', () => {
    expect(judge([{ figure: 'readyS', atMost: 15 }], {})).toEqual([
      { figure: 'readyS', atMost: 15, value: NaN, met: false },
    ]);
    expect(judge([{ figure: 'readyS', atMost: 15 }], { readyS: NaN })[0]?.met).toBe(false);
  });
});
