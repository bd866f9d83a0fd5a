import { z } from 'zod';
import { AttemptId, DeliveryId, EndpointId } from '../ids.js';
import { EventId, EventTypeName, TenantId, Timestamp } from '../text.js';
import { DeathReason, FailureReason } from './attempt-report.js';
import { decodeJson, type Decoded, type RecordParts, type RecordToWrite } from './record.js';

/** A postrider.dead-letters record: a delivery that was given up on, and its last attempt. */
export const DeadLetter = z.object({
  delivery: DeliveryId,
  tenant: TenantId,
  event: EventId,
  eventType: EventTypeName,
  acceptedAt: Timestamp,
  endpoint: EndpointId,
  reason: DeathReason,
  at: Timestamp,
  attempts: z.int().nonnegative(),
  /** Absent for one that expired between attempts: its log has the last. */
  lastAttempt: z.object({ id: AttemptId, reason: FailureReason.optional(), statusCode: z.int().optional() }).optional(),
});

export type DeadLetter = z.infer<typeof DeadLetter>;

export function encodeDeadLetter(letter: DeadLetter): RecordToWrite {
  return { key: letter.endpoint, value: Buffer.from(JSON.stringify(letter)), headers: {} };
}

export function decodeDeadLetter({ value }: RecordParts): Decoded<DeadLetter> {
  return decodeJson(DeadLetter, value, 'the value');
}
