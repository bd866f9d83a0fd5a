import { describe, expect, it } from '@jest/globals';
import { framesOf, hottest, type CpuProfile } from './cpu-profile.js';

const node = (id: number, functionName: string, url: string, children: number[] = []) => ({
  id,
  callFrame: { functionName, url, lineNumber: 9 },
  children,
});

const profile: CpuProfile = {
  nodes: [
    node(1, '(root)', '', [2, 3, 5]),
    node(2, '(idle)', ''),
    node(3, 'handle', 'file:///somewhere/apps/dispatcher/dist/main.js', [4]),
    node(4, '', 'file:///somewhere/node_modules/kafkajs/src/index.js'),
    node(5, 'handle', 'file:///somewhere/apps/dispatcher/dist/main.js'),
  ],
  samples: [2, 3, 4, 4, 5, 2],
  timeDeltas: [0, 1000, 100, 10, 20, 5],
};

describe('a CPU profile', () => {
  it('is a tree of the time until each next sample, without idleness', () => {
    const root = framesOf(profile);
    expect(root.totalUs).toBe(135);
    expect(root.children.map(({ name, selfUs, totalUs }) => ({ name, selfUs, totalUs }))).toEqual([
      { name: 'handle apps/dispatcher/dist/main.js:10', selfUs: 100, totalUs: 130 },
      { name: 'handle apps/dispatcher/dist/main.js:10', selfUs: 5, totalUs: 5 },
    ]);
    expect(root.children[0]?.children[0]).toMatchObject({ name: '(anonymous) kafkajs/src/index.js:10', selfUs: 30 });
  });

  it('counts a function’s own time over all of its callers', () => {
    expect(hottest(framesOf(profile), 2)).toEqual([
      { name: 'handle apps/dispatcher/dist/main.js:10', selfUs: 105 },
      { name: '(anonymous) kafkajs/src/index.js:10', selfUs: 30 },
    ]);
  });

  it('of a process that did nothing has no time', () => {
    expect(framesOf({ nodes: [node(1, '(root)', '')], samples: [1], timeDeltas: [0] }).totalUs).toBe(0);
  });
});
