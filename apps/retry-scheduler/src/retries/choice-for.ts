import { FilteredEvent, Wants } from '@postrider/filter';
import type { AcceptedEvent, EndpointEntity, Transform } from '@postrider/schemas';

/** What an endpoint's subscriptions say of an event: it's not for it, it's sent as it is, or it's transformed. */
export type Choice =
  | { readonly kind: 'none' }
  | { readonly kind: 'plain' }
  | { readonly kind: 'transform'; readonly transform: Transform; readonly suspended: boolean };

/** As the fan-out would decide it now. */
export function choiceFor({ meta, data }: AcceptedEvent, endpoint: Pick<EndpointEntity, 'subscriptions'>): Choice {
  const wanted = new Wants(endpoint).of(new FilteredEvent(meta, data));
  if (!wanted) return { kind: 'none' };
  const { transform, suspended = false } = wanted.subscription ?? {};
  return transform ? { kind: 'transform', transform, suspended } : { kind: 'plain' };
}
