import { describe, expect, it } from '@jest/globals';
import { MAX_RECORD_BYTES } from '@postrider/kafka';
import { mintId, type PlannedDelivery } from '@postrider/schemas';
import fc from 'fast-check';
import { inBytes } from './in-bytes.js';

const delivery = (place: number): PlannedDelivery => ({
  id: mintId('dlv', place),
  endpoint: mintId('ep', place),
  change: { kind: 'transformed', hasBody: true },
});

describe('deliveries with bodies of their own', () => {
  it('go into as many records as they need, each once and in order, and each record is one that Kafka takes', () => {
    fc.assert(
      fc.property(fc.nat(256 * 1024), fc.array(fc.nat(256 * 1024), { minLength: 1, maxLength: 20 }), (data, sizes) => {
        const deliveries = sizes.map((_, place) => delivery(place));
        const bodies = new Map(deliveries.map(({ id }, place) => [id, Buffer.alloc(sizes[place] ?? 0)]));
        const parts = inBytes({ partition: 3, deliveries }, data, bodies);
        expect(parts.flatMap((part) => part.deliveries)).toEqual(deliveries);
        for (const part of parts) {
          expect(part.partition).toBe(3);
          const bytes = part.deliveries.reduce((sum, { id }) => sum + (bodies.get(id)?.length ?? 0), data);
          expect(part.deliveries.length === 1 || bytes < MAX_RECORD_BYTES - 200_000).toBe(true);
          expect(bytes).toBeLessThan(MAX_RECORD_BYTES - 16_384);
        }
      }),
      { numRuns: 50 },
    );
  });
});
