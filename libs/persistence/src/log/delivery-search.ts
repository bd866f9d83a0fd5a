import type { DeliveryStatus, FailureReason } from '@postrider/schemas';
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

/** What deliveries of a tenant are looked for by; what is left out doesn't matter. */
export interface DeliveryFilter {
  readonly status?: DeliveryStatus | undefined;
  readonly endpoint?: string | undefined;
  readonly event?: string | undefined;
  readonly eventType?: string | undefined;
  readonly orderingKey?: string | undefined;
  readonly label?: string | undefined;
  readonly lastStatusCode?: number | undefined;
  readonly lastFailure?: FailureReason | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

const CONDITIONS = {
  endpoint: equals('endpoint_id'),
  event: equals('event_id'),
  eventType: equals('event_type'),
  orderingKey: equals('ordering_key'),
  label: labelled,
  lastStatusCode: equals('last_status_code'),
  lastFailure: equals('last_failure'),
  status: equals('status'),
};

const OPEN = `status <> 'delivered'`;
/** An answer from here on is a failure, so it's in the index of those. */
const FIRST_FAILED_CODE = 300;

/**
 * The index that a search goes along: the one that leads to the fewest, as far as that can be said without looking. It gives
 * rows in the order of acceptance; whatever it doesn't know is looked at row by row.
 */
function leadOf(filter: DeliveryFilter): Lead {
  const { event, orderingKey, endpoint, status, lastStatusCode, lastFailure, label, eventType } = filter;
  const isOpen = status !== undefined && status !== 'delivered';
  if (event !== undefined) return { by: [CONDITIONS.event], wholly: true };
  if (orderingKey !== undefined) return { by: [CONDITIONS.orderingKey] };
  if (endpoint !== undefined && isOpen) return { by: [CONDITIONS.endpoint, CONDITIONS.status], where: OPEN };
  if (lastStatusCode !== undefined && lastStatusCode >= FIRST_FAILED_CODE)
    return { by: [CONDITIONS.lastStatusCode], where: 'last_failure is not null' };
  if (lastFailure !== undefined) return { by: [CONDITIONS.lastFailure] };
  if (isOpen) return { by: [CONDITIONS.status], where: OPEN };
  const then = label === undefined ? undefined : { then: BY_LABEL };
  if (endpoint !== undefined) return { by: [CONDITIONS.endpoint], ...then };
  return { by: eventType === undefined ? [] : [CONDITIONS.eventType], ...then };
}

/** The statements for one part of a search. What it costs is bounded by `scan`, whatever is combined and however little of it there is. */
export function searchOf(tenant: string, filter: DeliveryFilter, page: SearchPage): LogSearch {
  return searchAlong('deliveries', { tenant, ...filter }, conditionsOf(CONDITIONS, filter), leadOf(filter), page);
}
