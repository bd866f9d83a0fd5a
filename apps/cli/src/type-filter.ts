import { EventTypePattern, patternCovers } from '@postrider/schemas';
import { Misuse } from './command-failed.js';

/** Whether an event type is wanted, by names and prefixes as subscriptions have them; all are where there are none. */
export function typeFilter(patterns: readonly string[] | undefined): (type: string) => boolean {
  if (!patterns) return () => true;
  for (const pattern of patterns)
    if (!EventTypePattern.safeParse(pattern).success)
      throw new Misuse(`${pattern} is neither an event type, such as order.created, nor a prefix, such as order.*`);
  return (type) => patterns.some((pattern) => patternCovers(pattern, type));
}
