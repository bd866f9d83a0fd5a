import type { SubscriptionChoice } from '@postrider/persistence';
import { patternCovers, type Transform } from '@postrider/schemas';

/** What an endpoint's subscriptions say of an event: it's not for it, it's sent as it is, or it's transformed. */
export type Choice =
  | { readonly kind: 'none' }
  | { readonly kind: 'plain' }
  | { readonly kind: 'transform'; readonly transform: Transform; readonly suspended: boolean };

/** The first subscription that matches decides; without any, an endpoint takes everything. */
export function choiceFor(eventType: string, subscriptions: readonly SubscriptionChoice[]): Choice {
  if (subscriptions.length === 0) return { kind: 'plain' };
  const match = subscriptions.find(({ eventTypes }) => eventTypes.some((pattern) => patternCovers(pattern, eventType)));
  if (!match) return { kind: 'none' };
  const { transform, suspended } = match;
  return transform ? { kind: 'transform', transform, suspended } : { kind: 'plain' };
}
