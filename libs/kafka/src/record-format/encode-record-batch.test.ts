import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeRecordBatch, type RecordToEncode } from './encode-record-batch.js';

/** The client's own way, which ours has to agree with. */
const require = createRequire(import.meta.url);
const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => object;
const readBatch = require('kafkajs/src/protocol/recordBatch/v0/decoder') as (
  decoder: object,
) => Promise<{ records: RecordToEncode[]; firstTimestamp: string; maxTimestamp: string; lastOffsetDelta: number }>;
const theirRecord = require('kafkajs/src/protocol/recordBatch/record/v0') as (record: object) => object;
const { RecordBatch: theirBatch } = require('kafkajs/src/protocol/recordBatch/v0') as {
  RecordBatch: (batch: object) => Promise<{ buffer: Buffer }>;
};

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const field = fc.option(fc.oneof(bytes, fc.string({ unit: 'grapheme' })));
const header = fc.oneof(bytes, fc.string(), fc.array(bytes, { minLength: 2, maxLength: 3 }));
// The client's reader takes what every object has for headers that came before.
const name = fc.string({ unit: 'grapheme' }).filter((given) => !(given in {}));
const headers = fc.array(fc.tuple(name, header), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs));
const record = fc.record({ key: field, value: field, headers }, { requiredKeys: ['key', 'value'] });
const records = fc.array(record, { minLength: 1, maxLength: 70 });
const timestamp = fc.integer({ min: 0, max: 4_102_444_800_000 });

/** What a reader has to get of a record that was given. */
function asRead({ key = null, value = null, headers = {} }: RecordToEncode): RecordToEncode {
  const asBytes = <T>(given: T): T | Buffer => (typeof given === 'string' ? Buffer.from(given) : given);
  const readHeaders = Object.entries(headers).map(([name, held]) => [name, asBytes(held)]);
  return { key: asBytes(key), value: asBytes(value), headers: Object.fromEntries(readHeaders) };
}

describe('a batch of records', () => {
  it('is read as it was given, in its order and with its time', async () => {
    await fc.assert(
      fc.asyncProperty(records, timestamp, async (given, time) => {
        const batch = await readBatch(new Decoder(encodeRecordBatch(given, time)));
        expect(batch.records.map(({ key, value, headers }) => ({ key, value, headers }))).toEqual(given.map(asRead));
        expect(batch).toMatchObject({
          firstTimestamp: String(time),
          maxTimestamp: String(time),
          lastOffsetDelta: given.length - 1,
        });
      }),
    );
  });

  it('is what the client would have made, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(records, timestamp, async (given, time) => {
        const { buffer } = await theirBatch({
          records: given.map((one, offsetDelta) => theirRecord({ ...one, offsetDelta, timestampDelta: 0 })),
          firstTimestamp: time,
          maxTimestamp: time,
          lastOffsetDelta: given.length - 1,
          producerEpoch: -1,
          firstSequence: -1,
        });
        expect(encodeRecordBatch(given, time)).toEqual(buffer);
      }),
    );
  });
});
