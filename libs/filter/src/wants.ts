import { FIRST_VERSION, patternCovers, type EndpointEntity, type Subscription } from '@postrider/schemas';
import type { FilteredEvent } from './filtered-event.js';
import { SubscriptionCondition } from './subscription-condition.js';

/** That an endpoint gets an event, and by which of its subscriptions; none for one that takes every event. */
export interface Wanted {
  readonly subscription: Subscription | undefined;
}

/**
 * Which events an endpoint gets, as it's subscribed now; of several subscriptions that match, the first decides. The
 * fan-out's index answers the same for all endpoints at once. To be kept for as many events as there are: each filter is
 * compiled once.
 */
export class Wants {
  readonly #subscriptions:
    readonly { readonly of: Subscription; readonly condition: SubscriptionCondition }[] | undefined;

  constructor({ subscriptions }: Pick<EndpointEntity, 'subscriptions'>) {
    this.#subscriptions = subscriptions?.map((of) => ({ of, condition: new SubscriptionCondition(of) }));
  }

  /** Whether that may depend on the data of an event. */
  get looksAtData(): boolean {
    return this.#subscriptions?.some(({ of }) => of.filter !== undefined) ?? false;
  }

  of(event: FilteredEvent): Wanted | undefined {
    if (!this.#subscriptions) return { subscription: undefined };
    const { type, version = FIRST_VERSION } = event.metadata;
    const first = this.#subscriptions.find(
      ({ of: { eventTypes, version: pinned = version }, condition }) =>
        pinned === version && eventTypes.some((pattern) => patternCovers(pattern, type)) && condition.isMet(event),
    );
    return first && { subscription: first.of };
  }
}
