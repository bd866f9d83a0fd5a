import type { Subscription } from '@postrider/schemas';
import type { ExactJson } from './exact-json.js';
import { compileFilter } from './filter.js';
import type { FilteredEvent } from './filtered-event.js';

/** Why it can't be told whether an event matches; `unusable`: the filter was registered by a newer version, and means nothing to this one. */
export type FilterTrouble = 'too_much' | 'unusable';

/** Who is told of filters that can't be decided on. */
export interface UndecidedFilters {
  undecided(subscription: string, reason: FilterTrouble, isFirst: boolean): void;
}

/** What a subscription asks of an event beside its type. Its filter is compiled when the first event comes, and then kept. */
export class SubscriptionCondition {
  #compiled: ReturnType<typeof compileFilter> | undefined;
  #isTold = false;

  constructor(
    private readonly subscription: Subscription,
    private readonly troubles?: UndecidedFilters,
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
