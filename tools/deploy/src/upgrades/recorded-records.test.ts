import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  decodeAcceptedEvent,
  decodeAttemptReport,
  decodeDeadLetter,
  decodeEventDeliveries,
  decodeLaneMarker,
  decodeRedelivery,
  decodeRegistryChange,
  isRegistryKind,
  type topics,
  type Decoded,
  type RecordParts,
} from '@postrider/schemas';
import { repositoryRoot } from '@postrider/stack';
import { z } from 'zod';
import { recordedRecords, type Recorded } from './recorded-records.js';

/** How each topic of ours is read; of the inbox others say what is in it. */
const readers = {
  events: decodeAcceptedEvent,
  deliveries: decodeEventDeliveries,
  redeliveries: decodeRedelivery,
  attempts: decodeAttemptReport,
  deadLetters: decodeDeadLetter,
  lanes: decodeLaneMarker,
  registry: decodeRegistryChange,
} satisfies Record<Exclude<keyof typeof topics, 'inbox'>, (record: RecordParts) => Decoded<unknown>>;

const Kind = z.looseObject({ kind: z.string() });
const recorded = recordedRecords();
const { version } = z
  .looseObject({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')));
const thisVersion = version.replace(/\.\d+$/, '');

function read({ topic, record }: Recorded): Decoded<unknown> {
  const reader = new Map<string, (record: RecordParts) => Decoded<unknown>>(Object.entries(readers)).get(topic);
  if (!reader) throw new Error(`nothing reads ${topic}`);
  return reader(record);
}

/** The kinds of what this version's records of a topic hold. */
const kindsIn = (topic: string): string[] => {
  const own = recorded.filter((one) => one.version === thisVersion && one.topic === topic);
  return [
    ...new Set(
      own.flatMap((one) => {
        const decoded = read(one);
        return decoded.kind === 'decoded' ? [Kind.parse(decoded.value).kind] : [];
      }),
    ),
  ].sort();
};

describe('records of every version', () => {
  it.each(recorded.map((one) => [one.version, one.topic, one.what, one] as const))(
    'can be read: %s, %s, %s',
    (_version, _topic, _what, one) => {
      const result = read(one);
      expect(result.kind === 'undecodable' ? result.reason : 'read').toBe('read');
    },
  );

  it('are of every kind that there is, in the version at hand: npm run record', () => {
    const topicsOf = recorded.filter((one) => one.version === thisVersion).map(({ topic }) => topic);
    expect([...new Set(topicsOf)].sort()).toEqual(Object.keys(readers).sort());
    expect(kindsIn('attempts')).toEqual(['attempted', 'ended', 'parked']);
    const kinds = kindsIn('registry');
    expect(kinds).toEqual(['api-key', 'endpoint', 'event-type', 'tenant']);
    expect(kinds.every(isRegistryKind)).toBe(true);
  });
});
