import { FilteredEvent, type ExactJson } from '@postrider/filter';
import { mintId, type FilterTest, type FilterTested } from '@postrider/schemas';
import type { Clock } from '@postrider/time';
import { filterOf } from './check-filter.js';

/** Tries filters on events that aren't published. */
export class FilterTests {
  constructor(private readonly clock: Clock) {}

  /** Throws `invalid_request` for what is no filter. */
  test({ filter: given, event }: FilterTest): FilterTested {
    const filter = filterOf(given);
    const { id = mintId('evt', this.clock.now()), timestamp = this.clock.timestamp() } = event;
    const data = { kind: 'json', value: event.data as ExactJson } as const;
    const filtered = new FilteredEvent({ ...event, id, timestamp }, data);
    const verdict = filter.verdict(filtered);
    return {
      matches: verdict === 'matches',
      undecided: verdict === 'undecided',
      reasons: [...filter.reasons(filtered)],
    };
  }
}
