import { z } from 'zod';
import { withExample } from './example.js';

/**
 * Which event types a subscription wants: `*` for all, `order.*` for those under `order.` at any depth, or one exact
 * name. A star stands only alone or as the last word.
 */
export const EventTypePattern = withExample(
  z
    .string()
    .max(256)
    .regex(
      /^(\*|[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*(\.\*)?)$/,
      'an event type pattern is *, a name such as order.created, or a prefix such as order.*',
    ),
  'order.*',
);

/** Whether `pattern` covers `eventType`; `order.*` covers `order.created` and `order.item.added` but not `order`. */
export function patternCovers(pattern: string, eventType: string): boolean {
  if (pattern === '*') return true;
  if (pattern.endsWith('.*')) return eventType.startsWith(pattern.slice(0, -1));
  return pattern === eventType;
}

/** Every pattern that covers `eventType`, from the widest to the exact name: what an index over patterns is asked for. */
export function patternsCovering(eventType: string): string[] {
  const patterns = ['*'];
  for (let dot = eventType.indexOf('.'); dot >= 0; dot = eventType.indexOf('.', dot + 1)) {
    patterns.push(`${eventType.slice(0, dot)}.*`);
  }
  patterns.push(eventType);
  return patterns;
}
