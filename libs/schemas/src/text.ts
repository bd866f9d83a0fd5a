import { z } from 'zod';
import { story, withExample } from './example.js';

/**
 * Text that every part can keep: Postgres has no NUL in text, and a lone surrogate has no UTF-8 form, so both are
 * refused at the edge rather than changed or failed on behind it.
 */
export function text(maxLength: number, minLength = 0) {
  return z.string().min(minLength).max(maxLength).refine(isStorable, 'must not contain NUL or unpaired surrogates');
}

/** Whether a string survives UTF-8 and Postgres unchanged. */
export function isStorable(value: string): boolean {
  return value.isWellFormed() && !value.includes('\0');
}

/** A JSON value, with storable text in every string and name, at most `maxBytes` long when written. */
export function jsonValue(maxBytes: number) {
  return z.json().superRefine((value, context) => {
    const written = JSON.stringify(value);
    if (Buffer.byteLength(written) > maxBytes) {
      context.addIssue({ code: 'custom', message: `must be at most ${maxBytes} bytes of JSON` });
    }
    if (!isStorableDeep(value)) {
      context.addIssue({ code: 'custom', message: 'must not contain NUL or unpaired surrogates' });
    }
  });
}

/** Whether every text in a value is storable. */
export function isStorableDeep(value: z.core.util.JSONType): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (Array.isArray(value)) return value.every(isStorableDeep);
  if (value === null || typeof value !== 'object') return true;
  return Object.entries(value).every(([name, member]) => isStorable(name) && isStorableDeep(member));
}

const token = (what: string) => z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, `${what} is 1 to 64 of A-Z a-z 0-9 _ -`);

/** The name that the operator gave a tenant; `postrider` is the platform's own. */
export const TenantId = withExample(token('a tenant id'), story.tenant);

/** An event's id: the caller's, or one of ours. Unique within its tenant. */
export const EventId = withExample(token('an event id'), story.event);

/** What an event is marked with, to be selected and found by. */
export const Label = withExample(
  z.string().regex(/^[A-Za-z0-9_.:-]{1,64}$/, 'a label is 1 to 64 of A-Z a-z 0-9 _ . : -'),
  'eu',
);

/** An event's labels, or those that a subscription wants one of. */
export const Labels = z.array(Label).max(10, 'are at most 10 labels');

/** The key whose events reach an ordered endpoint one after another. */
export const OrderingKey = withExample(text(256, 1), 'customer-7');

/** A dotted name such as `order.created`. */
export const EventTypeName = withExample(
  z
    .string()
    .max(256)
    .regex(/^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/, 'an event type is words of A-Z a-z 0-9 _ joined by dots'),
  story.type,
);

/** A moment as records and rows have it: ISO 8601, UTC, milliseconds. */
export const Timestamp = z.iso.datetime({ precision: 3 });

const FIRST_MS = Date.parse('0001-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** A moment as a caller may write it, RFC 3339 with any offset; read as {@link Timestamp}. */
export const GivenTimestamp = withExample(
  z.iso
    .datetime({ offset: true, message: 'is a time such as 2026-01-31T12:00:00Z (RFC 3339)' })
    .max(64)
    .transform((value, context) => {
      const ms = Date.parse(value);
      if (ms >= FIRST_MS && ms <= LAST_MS) return new Date(ms).toISOString();
      context.addIssue({ code: 'custom', message: 'is a time between the years 1 and 9999' });
      return z.NEVER;
    }),
  story.at,
);
