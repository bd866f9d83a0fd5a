import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { handMadeBatch, sealed } from '../testing/hand-made-batch.js';
import { decodeRecordSet, type PartitionSlice, type SliceOf } from './decode-record-set.js';
import type { RecordToEncode } from './encode-record-batch.js';
import { Damaged, HEADER_BYTES, MAGIC_AT } from './record-batch.js';

const decode = (set: Buffer, slice: Partial<SliceOf> = {}): Promise<PartitionSlice> =>
  decodeRecordSet(set, { topic: 'orders', partition: 3, fromOffset: 0, aborted: [], ...slice });

const values = ({ records }: PartitionSlice): string[] => records.map(({ value }) => String(value));
const offsets = ({ records }: PartitionSlice): number[] => records.map(({ offset }) => offset);
const reasons = ({ records }: PartitionSlice): (string | undefined)[] =>
  records.map(({ unreadable }) => unreadable?.reason);
const some = (...given: readonly string[]): RecordToEncode[] => given.map((value) => ({ value }));

const GZIP = 1;
const APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const field = fc.option(bytes);
const header = fc.oneof(bytes, fc.array(bytes, { minLength: 2, maxLength: 3 }));
const name = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'event', 'evemt', ''),
);
const headers = fc
  .array(fc.tuple(name, header), { maxLength: 4 })
  .map((pairs) => Object.fromEntries(pairs) as Record<string, Buffer | Buffer[]>);
const records = fc.array(fc.record({ key: field, value: field, headers }), { minLength: 1, maxLength: 40 });

describe('what is fetched of a partition', () => {
  it('is what was produced: every key, value and header, in its order', async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.boolean(), async (given, packed) => {
        const made = packed ? { attributes: GZIP, body: (body: Buffer) => gzipSync(body) } : {};
        const { records: read, nextOffset } = await decode(handMadeBatch(given, { firstOffset: 7, ...made }));
        expect(nextOffset).toBe(7 + given.length);
        const asRead = given.map(({ key, value, headers }, index) => {
          const all = Object.entries(headers).map(([name, held]) => [name, [held].flat()] as const);
          const repeated = all.filter(([, held]) => held.length > 1);
          return {
            topic: 'orders',
            partition: 3,
            offset: 7 + index,
            timestampMs: 1_000_000,
            key,
            value,
            headers: Object.fromEntries(all.map(([name, held]) => [name, held.at(-1)])),
            ...(repeated.length > 0 && { repeatedHeaders: Object.fromEntries(repeated) }),
          };
        });
        expect(read).toEqual(asRead);
        for (const { headers } of read) expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
      }),
    );
  });

  it('may be several batches, of which the last may be there in part', async () => {
    const [first, second] = [handMadeBatch(some('a', 'b')), handMadeBatch(some('c'), { firstOffset: 2 })];
    const slice = await decode(Buffer.concat([first, second, first.subarray(0, first.length - 1)]));
    expect(values(slice)).toEqual(['a', 'b', 'c']);
    expect(slice.nextOffset).toBe(3);
    expect(await decode(second.subarray(0, 5))).toEqual({ records: [], nextOffset: 0 });
  });

  it('begins where it was asked for, though its batch begins before', async () => {
    const set = handMadeBatch(some('a', 'b', 'c'), { firstOffset: 10 });
    expect(offsets(await decode(set, { fromOffset: 11 }))).toEqual([11, 12]);
    expect(await decode(set, { fromOffset: 20 })).toEqual({ records: [], nextOffset: 20 });
  });

  it('goes on behind a batch of which compaction left nothing but its header', async () => {
    const empty = handMadeBatch(some('a', 'b'), { body: () => Buffer.alloc(0), count: 0 });
    expect(await decode(empty)).toEqual({ records: [], nextOffset: 2 });
  });

  it('has the time at which the broker took it, where its topic wants that', async () => {
    const set = handMadeBatch(some('a'), { attributes: APPEND_TIME, lastTimestampMs: 2_000_000 });
    expect((await decode(set)).records[0]?.timestampMs).toBe(2_000_000);
  });

  it('keeps no more alive than twice its size', async () => {
    const large = handMadeBatch(Array.from({ length: 1000 }, () => ({ value: Buffer.alloc(5000) })));
    for (const { value } of (await decode(large)).records) expect(value?.buffer.byteLength).toBeLessThan(10_000);
  });
});

describe('transactions', () => {
  const mark = (producerId: number, firstOffset: number) =>
    handMadeBatch(some('mark'), { attributes: TRANSACTIONAL | CONTROL, producerId, firstOffset });
  const sent = (value: string, producerId: number, firstOffset: number) =>
    handMadeBatch(some(value), { attributes: TRANSACTIONAL, producerId, firstOffset });

  it('that were aborted are left out, and so are marks', async () => {
    const set = [
      sent('aborted', 1, 0),
      sent('committed', 2, 1),
      handMadeBatch(some('plain'), { producerId: 1, firstOffset: 2 }),
      mark(1, 3),
      sent('later', 1, 4),
      sent('aborted later', 2, 5),
      mark(2, 6),
      mark(1, 7),
    ];
    const aborted = [
      { producerId: 2, firstOffset: 5 },
      { producerId: 1, firstOffset: 0 },
    ];
    const slice = await decode(Buffer.concat(set), { aborted });
    expect(values(slice)).toEqual(['committed', 'plain', 'later']);
    expect(slice.nextOffset).toBe(8);
  });
});

describe('what came damaged', () => {
  it('is refused as a whole, whichever byte it is', async () => {
    const set = handMadeBatch(some('a', 'b'));
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: set.length - 1 - MAGIC_AT }),
        fc.integer({ min: 1, max: 255 }),
        async (at, bits) => {
          const place = MAGIC_AT + 1 + at;
          if (place >= set.length) return;
          const damaged = Buffer.from(set);
          damaged.writeUInt8(damaged.readUInt8(place) ^ bits, place);
          await expect(decode(damaged)).rejects.toThrow(Damaged);
        },
      ),
    );
  });

  it('is refused when a batch has no length', async () => {
    const set = handMadeBatch(some('a'));
    set.writeInt32BE(-1, 8);
    await expect(decode(set)).rejects.toThrow('orders, partition 3, is damaged');
  });
});

describe('a batch that cannot be read', () => {
  const before = handMadeBatch(some('before'));
  const after = handMadeBatch(some('after'), { firstOffset: 4 });

  it.each([
    ['its compression is none that is known', { attributes: 5 }, 'number 5'],
    ['it is not packed as it says', { attributes: GZIP }, 'gzip'],
    ['it has fewer records than it says', { count: 4 }, 'too early'],
    ['it has more records than it says', { count: 2 }, 'more in it'],
  ])('is one record with its bytes, between those that can: %s', async (_what, made, reason) => {
    const batch = handMadeBatch(some('x', 'y', 'z'), { firstOffset: 1, ...made });
    const slice = await decode(Buffer.concat([before, batch, after]));
    expect(offsets(slice)).toEqual([0, 1, 4]);
    expect(reasons(slice)).toEqual([undefined, expect.stringContaining(reason), undefined]);
    expect(slice.records[1]).toMatchObject({ value: batch, key: null, unreadable: { lastOffset: 3 } });
    expect(slice.nextOffset).toBe(5);
  });

  it('is one of a format that Kafka 4 no longer has', async () => {
    const old = handMadeBatch(some('x'), { firstOffset: 1 });
    old.writeInt8(1, MAGIC_AT);
    const slice = await decode(Buffer.concat([before, old, after]));
    expect(reasons(slice)[1]).toContain('format 1');
    expect(slice.records[1]?.unreadable?.lastOffset).toBe(1);
  });

  it('whatever its bytes are, is never more than that', async () => {
    const given = [{ key: 'k', value: 'v', headers: { name: 'value', twice: ['a', 'b'] } }];
    const batch = handMadeBatch([...given, ...given], { firstOffset: 1 });
    const body = fc.array(fc.tuple(fc.nat({ max: batch.length - HEADER_BYTES - 1 }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(body, async (changes) => {
        const changed = Buffer.from(batch);
        for (const [at, byte] of changes) changed.writeUInt8(byte, HEADER_BYTES + at);
        const slice = await decode(Buffer.concat([before, sealed(changed), after]));
        expect(values(slice).at(0)).toBe('before');
        expect(values(slice).at(-1)).toBe('after');
        expect(slice.nextOffset).toBe(5);
      }),
    );
  });
});
