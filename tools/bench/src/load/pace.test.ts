import { describe, expect, it } from '@jest/globals';
import { atPace, type Pace } from './pace.js';

const paces: readonly Pace[] = [
  { kind: 'closed', publishers: 4 },
  { kind: 'open', perSecond: 20_000 },
];

describe.each(paces)('a $kind loop', (pace) => {
  it('sends every number once and waits for all', async () => {
    const begun: number[] = [];
    let ended = 0;
    await atPace(pace, 50, async (number) => {
      begun.push(number);
      await Promise.resolve();
      ended += 1;
    });
    expect(begun.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, number) => number));
    expect(ended).toBe(50);
  });
});

it('a closed loop has as many open at a time as it has publishers', async () => {
  let open = 0;
  let most = 0;
  await atPace({ kind: 'closed', publishers: 4 }, 40, async () => {
    most = Math.max(most, ++open);
    await Promise.resolve();
    open -= 1;
  });
  expect(most).toBe(4);
});
