import { compileFilter, type ExactJson, type FilteredEvent } from '@postrider/filter';
import type { EndpointEntity } from '@postrider/schemas';
import type { FilterTrouble, FilterTroubles } from './filter-troubles.js';

/** A subscription of an endpoint's. */
export type Subscription = NonNullable<EndpointEntity['subscriptions']>[number];

/** What a subscription asks of an event beside its type. Its filter is compiled when the first event comes, and then kept. */
export class SubscriptionCondition {
  #compiled: ReturnType<typeof compileFilter> | undefined;
  #isTold = false;

  constructor(
    private readonly subscription: Subscription,
    private readonly troubles: Pick<FilterTroubles, 'undecided'> | undefined,
  ) {}

  isMet(event: FilteredEvent): boolean {
    const { labels, filter } = this.subscription;
    if (labels && !event.metadata.labels?.some((label) => labels.includes(label))) return false;
    if (filter === undefined) return true;
    const compiled = (this.#compiled ??= compileFilter(filter as ExactJson));
    if (compiled.kind === 'refused') return this.#undecided('unusable');
    const verdict = compiled.verdict(event);
    return verdict === 'undecided' ? this.#undecided('too_much') : verdict === 'matches';
  }

  #undecided(reason: FilterTrouble): false {
    this.troubles?.undecided(this.subscription.id, reason, !this.#isTold);
    this.#isTold = true;
    return false;
  }
}
