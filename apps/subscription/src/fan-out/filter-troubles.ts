import type { FilterTrouble, UndecidedFilters } from '@postrider/filter';
import type { Log, Metrics } from '@postrider/observability';

/** Counts events that a filter couldn't be decided on, and so didn't match; names each such subscription once in the log. */
export class FilterTroubles implements UndecidedFilters {
  readonly #undecided;

  constructor(
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.#undecided = metrics.counter({
      name: 'filters_undecided_total',
      help: 'Events that were not taken for a match, because deciding takes too much work or the filter is unusable.',
      labels: ['reason'],
    });
  }

  undecided(subscription: string, reason: FilterTrouble, isFirst: boolean): void {
    this.#undecided.inc({ reason });
    if (isFirst) this.log.info({ subscription, reason }, 'filter.undecided');
  }
}
