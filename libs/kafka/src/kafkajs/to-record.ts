import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { KafkaRecord } from '../kafka-record.js';

export function toRecord(topic: string, partition: number, message: KafkaMessage): KafkaRecord {
  const { key, value, headers = {}, offset, timestamp } = message;
  const record = { topic, partition, offset: Number(offset), timestampMs: Number(timestamp), key, value };
  for (const name in headers) if (!Buffer.isBuffer(headers[name])) return { ...record, ...splitHeaders(headers) };
  return { ...record, headers: headers as Record<string, Buffer> };
}

/**
 * kafkajs gives a header that was sent more than once as an array, and one without a value as null. One that is called
 * like a property of every object (constructor, toString) it gives as an array, too, with that property before the value.
 */
function splitHeaders(given: IHeaders): Pick<KafkaRecord, 'headers' | 'repeatedHeaders'> {
  const all = Object.entries(given).map(([name, value]) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return [name, values.map((one) => one ?? Buffer.alloc(0)).filter((one) => Buffer.isBuffer(one))] as const;
  });
  const repeated = all.filter(([, values]) => values.length > 1);
  return {
    headers: Object.fromEntries(all.map(([name, values]) => [name, values.at(-1) ?? Buffer.alloc(0)])),
    ...(repeated.length > 0 && { repeatedHeaders: Object.fromEntries(repeated) }),
  };
}
