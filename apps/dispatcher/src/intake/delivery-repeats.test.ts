import { describe, expect, it } from '@jest/globals';
import { deliveryId, mintId } from '@postrider/schemas';
import { ManualClock } from '@postrider/time';
import fc from 'fast-check';
import { DeliveryRepeats } from './delivery-repeats.js';

const MINUTE_MS = 60_000;
const MIB = 1024 * 1024;

/** Ids as the fan-out makes them. */
const idOf = (index: number): string => deliveryId(`evt_${index}`, '2026-01-01T00:00:00.000Z', 'ep_1');

describe('repeats of deliveries', () => {
  it('are those that another record of the partition brought, and no others', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ partition: fc.nat(2), index: fc.nat(30) }), { maxLength: 200 }), (arrivals) => {
        const repeats = new DeliveryRepeats(new ManualClock());
        const first = new Map<string, number>();
        for (const [offset, { partition, index }] of arrivals.entries()) {
          const name = `${partition}:${index}`;
          expect(repeats.isRepeat(partition, idOf(index), offset)).toBe(first.has(name));
          if (!first.has(name)) first.set(name, offset);
          expect(repeats.isRepeat(partition, idOf(index), first.get(name) ?? -1)).toBe(false);
        }
      }),
    );
  });

  it('are known for ten minutes', async () => {
    const clock = new ManualClock();
    const repeats = new DeliveryRepeats(clock);
    repeats.isRepeat(0, idOf(0), 0);
    for (let minute = 1; minute <= 10; minute++) {
      await clock.advance(MINUTE_MS);
      expect([minute, repeats.isRepeat(0, idOf(0), minute)]).toEqual([minute, true]);
      expect(repeats.isRepeat(0, idOf(minute), minute)).toBe(false);
    }
    await clock.advance(6 * MINUTE_MS);
    expect(repeats.isRepeat(0, idOf(0), 17)).toBe(false);
  });

  it('are forgotten with their partition: whoever had it meanwhile may not have done them', () => {
    const repeats = new DeliveryRepeats(new ManualClock());
    repeats.isRepeat(0, idOf(0), 0);
    repeats.isRepeat(1, idOf(0), 0);
    repeats.forget(0);
    expect([repeats.isRepeat(0, idOf(0), 5), repeats.isRepeat(1, idOf(0), 5)]).toEqual([false, true]);
  });

  it('take no more memory than they may, however many come: then the oldest are forgotten first', () => {
    const clock = new ManualClock();
    const repeats = new DeliveryRepeats(clock, MIB);
    let newest = '';
    for (let count = 0; count < 200_000; count++) {
      newest = mintId('dlv', 1);
      repeats.isRepeat(count % 12, newest, count);
      if (count % 1000 === 0) expect(repeats.bytes).toBeLessThanOrEqual(MIB);
    }
    expect(repeats.isRepeat(199_999 % 12, newest, 0)).toBe(true);
  });
});
