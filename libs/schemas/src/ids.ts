import { createHash, randomFillSync } from 'node:crypto';
import { z } from 'zod';
import { timeFromCrockford, timeToCrockford, toCrockford } from './crockford.js';
import { story, withExample } from './example.js';

/** What an id's prefix says that it names. */
export type IdPrefix = 'evt' | 'ep' | 'sub' | 'dlv' | 'att' | 'key' | 'src' | 'job' | 'aud' | 'ptk';

/** ten symbols of time, sixteen of chance or hash */
const TIME_SYMBOLS = 10;
const TAIL_SYMBOLS = 16;
const TAIL_BYTES = 10;

const pool = Buffer.alloc(TAIL_BYTES * 256);
let poolUsed = pool.length;

/**
 * A new id: its prefix, the time in milliseconds and 80 random bits, as a ULID writes them. Ids therefore sort by
 * time, which keeps the inserts of a busy table at the right-hand edge of its index.
 */
export function mintId(prefix: IdPrefix, nowMs: number): string {
  if (poolUsed === pool.length) {
    randomFillSync(pool);
    poolUsed = 0;
  }
  const tail = pool.subarray(poolUsed, poolUsed + TAIL_BYTES);
  poolUsed += TAIL_BYTES;
  return `${prefix}_${timeToCrockford(nowMs)}${toCrockford(tail, TAIL_SYMBOLS)}`;
}

/**
 * The id of the delivery of one event to one endpoint: the event's acceptance time, then a hash of event, time and
 * endpoint. A record that is read twice makes the same id twice, and the time leads to the row's partition.
 */
export function deliveryId(eventId: string, acceptedAt: string, endpointId: string): string {
  const hash = createHash('sha256').update(`${eventId}\n${acceptedAt}\n${endpointId}`).digest();
  return `dlv_${timeToCrockford(Date.parse(acceptedAt))}${toCrockford(hash, TAIL_SYMBOLS)}`;
}

/** The acceptance time, in milliseconds, that a {@link deliveryId} begins with. */
export function deliveryTimeMs(id: string): number {
  return timeFromCrockford(id.slice('dlv_'.length, 'dlv_'.length + TIME_SYMBOLS));
}

/** The event id for something that identifies the event without being an id of ours: an Idempotency-Key, a CloudEvent's source and id. */
export function derivedEventId(...identity: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(identity)).digest();
  return `evt_${toCrockford(hash, TIME_SYMBOLS + TAIL_SYMBOLS)}`;
}

const idOf = (prefix: IdPrefix, example: `${IdPrefix}_${string}`) =>
  withExample(
    z
      .string()
      .regex(
        new RegExp(`^${prefix}_[0-7][0-9A-HJKMNP-TV-Z]{25}$`),
        `is an id that begins with ${prefix}_, as the API gave it`,
      ),
    example,
  );

/** Ids that the platform made, by what they name. An event's id may be the caller's: see EventId. */
export const EndpointId = idOf('ep', story.endpoint);
export const SubscriptionId = idOf('sub', story.subscription);
export const DeliveryId = idOf('dlv', story.delivery);
export const AttemptId = idOf('att', story.attempt);
export const ApiKeyId = idOf('key', story.key);
export const JobId = idOf('job', story.job);
export const AuditEntryId = idOf('aud', story.auditEntry);
export const PortalTokenId = idOf('ptk', story.portalToken);
