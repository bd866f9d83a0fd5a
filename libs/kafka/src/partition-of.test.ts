import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { partitionOf } from './partition-of.js';

describe('the partition of a key', () => {
  it('is what the Java client computes', () => {
    // murmur2 of Kafka's own UtilsTest, brought to a partition of 1,000,000 as its partitioner does.
    const hashes: readonly (readonly [string, number])[] = [
      ['21', -973932308],
      ['foobar', -790332482],
      ['a-little-bit-long-string', -985981536],
      ['a-little-bit-longer-string', -1486304829],
      ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ];
    for (const [key, hash] of hashes) expect(partitionOf(key, 1_000_000)).toBe((hash & 0x7fffffff) % 1_000_000);
  });

  it('is what kafkajs computes, for any text', () => {
    const partition = Partitioners.DefaultPartitioner();
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.integer({ min: 1, max: 100 }), (key, count) => {
        const partitionMetadata = Array.from({ length: count }, (_, partitionId) => ({
          partitionId,
          leader: 1,
          partitionErrorCode: 0,
          replicas: [1],
          isr: [1],
        }));
        expect(partitionOf(key, count)).toBe(
          partition({ topic: 't', partitionMetadata, message: { key, value: null } }),
        );
      }),
    );
  });
});
