import { describe, expect, it } from '@jest/globals';
import { POISON_HEADERS, type KafkaRecord } from '@postrider/kafka';
import { originalOf, ownHeaders, parseEntry, redriveMark, type PoisonRecord } from './poison-record.js';

const AT = '2026-01-02T03:04:05.678Z';

const marks = {
  [POISON_HEADERS.reason]: Buffer.from('data is not JSON'),
  [POISON_HEADERS.topic]: Buffer.from('orders'),
  [POISON_HEADERS.partition]: Buffer.from('3'),
  [POISON_HEADERS.offset]: Buffer.from('42'),
  [POISON_HEADERS.at]: Buffer.from(AT),
};

const recordOf = (given: Partial<KafkaRecord> = {}): KafkaRecord => ({
  topic: 'orders.dlt',
  partition: 3,
  offset: 7,
  timestampMs: Date.parse(AT) + 1,
  key: Buffer.from([0, 255]),
  value: Buffer.from('{'),
  headers: marks,
  ...given,
});

function poisonOf(given: Partial<KafkaRecord> = {}): PoisonRecord {
  const found = parseEntry(recordOf(given));
  if (found.kind !== 'poison') throw new Error('it was read as a mark');
  return found;
}

describe('a record of a dead-letter topic', () => {
  it('says why it’s there, where it came from and when', () => {
    expect(poisonOf()).toMatchObject({
      reason: 'data is not JSON',
      at: AT,
      origin: { topic: 'orders', partition: 3, offset: 42 },
      omittedBytes: undefined,
    });
  });

  it('may be somebody else’s, and then says only when', () => {
    expect(poisonOf({ headers: {} })).toMatchObject({
      reason: undefined,
      at: '2026-01-02T03:04:05.679Z',
      origin: undefined,
    });
    expect(poisonOf({ headers: { ...marks, [POISON_HEADERS.partition]: Buffer.from('-1') } }).origin).toBeUndefined();
  });

  it('was too large to be copied when it has a size instead of its bytes', () => {
    const headers = { ...marks, [POISON_HEADERS.omitted]: Buffer.from('2000000') };
    expect(poisonOf({ key: null, value: null, headers }).omittedBytes).toBe(2_000_000);
    expect(poisonOf({ headers }).omittedBytes).toBeUndefined();
  });

  it('is a whole batch when it says up to where, and cut when it says from what', () => {
    const batch = { ...marks, [POISON_HEADERS.lastOffset]: Buffer.from('50') };
    expect(poisonOf({ headers: batch }).batch).toEqual({ lastOffset: 50, cutFromBytes: undefined });
    const cut = { ...batch, [POISON_HEADERS.cut]: Buffer.from('1048576') };
    expect(poisonOf({ headers: cut }).batch).toEqual({ lastOffset: 50, cutFromBytes: 1_048_576 });
    const unreadable = { reason: 'a batch can’t be read', lastOffset: 8 };
    expect(poisonOf({ headers: {}, unreadable })).toMatchObject({
      reason: unreadable.reason,
      origin: undefined,
      batch: { lastOffset: 8 },
    });
    expect(poisonOf().batch).toBeUndefined();
  });

  it('becomes what it was made of, without our marks and with every repeated header', () => {
    const [first, second] = [Buffer.from('1'), Buffer.from([0xfe])];
    const poison = poisonOf({
      headers: { ...marks, ce_id: Buffer.from('a'), twice: second },
      repeatedHeaders: { twice: [first, second] },
    });
    expect(ownHeaders(poison)).toEqual({ ce_id: Buffer.from('a'), twice: [first, second] });
    expect(originalOf(poison, 'orders', 3)).toEqual({
      topic: 'orders',
      partition: 3,
      key: Buffer.from([0, 255]),
      value: Buffer.from('{'),
      headers: { ce_id: Buffer.from('a'), twice: [first, second] },
    });
  });
});

describe('a mark of a redrive', () => {
  const asRead = (headers: Readonly<Record<string, unknown>>): Record<string, Buffer> =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(String(value))]));

  it('is told from the records that it’s about', () => {
    const mark = redriveMark('orders.dlt', 3, [7, 8, 10], AT);
    const found = parseEntry(recordOf({ key: null, value: null, headers: asRead(mark.headers) }));
    expect(found.kind === 'mark' && found.redriven.toString()).toBe('7-8,10');
  });

  it('can’t be forged by a publisher, whose poison records have our marks as well', () => {
    const { headers } = redriveMark('orders.dlt', 3, [0], AT);
    const forged = { ...asRead(headers), ...marks };
    expect(parseEntry(recordOf({ key: null, value: null, headers: forged })).kind).toBe('poison');
  });
});
