import { z } from 'zod';
import { isStorable } from './text.js';

/** What stands in place of a part of a payload that isn't to be seen. */
export const REDACTED = '[redacted]';

const MAX_DEPTH = 32;

/**
 * A part of a payload, as a JSON Pointer (RFC 6901) under `/data`, an event's, or `/response`, the JSON of a receiver's
 * answer; `*` stands for every member of an object or item of a list.
 */
export const RedactedPath = z
  .string()
  .max(512)
  .regex(/^\/(data|response)(\/([^~/]|~[01])*)*$/u, 'is a JSON Pointer that begins with /data or /response')
  .refine(isStorable, 'must not contain NUL or unpaired surrogates')
  .refine((path) => path.split('/').length <= MAX_DEPTH, `may be at most ${MAX_DEPTH} names deep`);

/** What the API hides of payloads, wherever it shows them. */
export const RedactionList = z.array(RedactedPath).max(100);

/** Under which of the two a path lies, and the names that lead there. */
export function readRedactedPath(path: string): { readonly under: 'data' | 'response'; readonly names: string[] } {
  const [, under, ...names] = path.split('/').map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return { under: under === 'data' ? 'data' : 'response', names };
}
