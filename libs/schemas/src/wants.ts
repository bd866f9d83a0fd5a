import { FIRST_VERSION } from './version-number.js';
import { patternCovers } from './event-type-pattern.js';
import type { EventMeta } from './records/accepted-event.js';
import type { EndpointEntity } from './records/registry-change.js';

/** That an endpoint gets an event, and by which of its subscriptions; none for one that takes every event. */
export interface Wanted {
  readonly subscription: string | undefined;
}

/**
 * Whether an endpoint gets an event, as it's subscribed now; of several subscriptions that match, the first decides. The
 * fan-out's index answers the same for all endpoints at once.
 */
export function wants(
  { subscriptions }: Pick<EndpointEntity, 'subscriptions'>,
  { type, version = FIRST_VERSION }: Pick<EventMeta, 'type' | 'version'>,
): Wanted | undefined {
  if (!subscriptions) return { subscription: undefined };
  const first = subscriptions.find(
    (each) => (each.version ?? version) === version && each.eventTypes.some((pattern) => patternCovers(pattern, type)),
  );
  return first && { subscription: first.id };
}
