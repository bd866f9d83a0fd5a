import {
  BY_LABEL,
  conditionsOf,
  equals,
  labelled,
  searchAlong,
  type Lead,
  type LogSearch,
  type SearchPage,
} from './log-search.js';

/** What events of a tenant are looked for by; what is left out doesn't matter. */
export interface EventFilter {
  readonly eventType?: string | undefined;
  readonly source?: string | undefined;
  readonly sourceId?: string | undefined;
  readonly label?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

const CONDITIONS = {
  eventType: equals('type'),
  source: equals('ce_source'),
  sourceId: equals('ce_id'),
  label: labelled,
};

/** The index that a search goes along: the one that leads to the fewest, as far as that can be said without looking. */
function leadOf({ eventType, source, sourceId, label }: EventFilter): Lead {
  if (sourceId !== undefined) return { by: [CONDITIONS.sourceId] };
  const then = label === undefined ? undefined : { then: BY_LABEL };
  if (source !== undefined) return { by: [CONDITIONS.source], ...then };
  return { by: eventType === undefined ? [] : [CONDITIONS.eventType], ...then };
}

/** The statements for one part of a search for events, as `searchOf` has them for deliveries. */
export function eventSearchOf(tenant: string, filter: EventFilter, page: SearchPage): LogSearch {
  return searchAlong('events', { tenant, ...filter }, conditionsOf(CONDITIONS, filter), leadOf(filter), page);
}
