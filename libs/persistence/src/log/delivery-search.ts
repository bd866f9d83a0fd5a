import type { DeliveryStatus, FailureReason } from '@postrider/schemas';
import type { Cursor } from '../cursor.js';

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

/** A part of a search, in the order of acceptance. */
export interface SearchPage {
  readonly order: 'asc' | 'desc';
  readonly after?: Cursor | null | undefined;
  /** Rows to find. */
  readonly limit: number;
  /** Rows to look at for them: a search for what hardly ever is ends there, and says how far it came. */
  readonly scan: number;
}

/** A statement with what goes into its places. */
export interface FilledStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The statements of one part of a search. */
export interface DeliverySearch {
  /** The rows that are looked for; `columns` of them. */
  found(columns: string): FilledStatement;
  /** Where the part ends (accepted_at, id) when fewer than its limit were found; undefined when that's the end of all. */
  readonly end: FilledStatement | undefined;
}

/** The names that one index leads by, and what else it needs said to be of use. */
interface Lead {
  readonly by: readonly (keyof typeof CONDITIONS)[];
  readonly where?: string;
}

const equals =
  (column: string) =>
  (place: string): string =>
    `${column} = ${place}`;

const CONDITIONS = {
  endpoint: equals('endpoint_id'),
  event: equals('event_id'),
  eventType: equals('event_type'),
  orderingKey: equals('ordering_key'),
  label: (place: string) => `labels @> array[${place}]::text[]`,
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
function leadOf({
  event,
  orderingKey,
  endpoint,
  status,
  lastStatusCode,
  lastFailure,
  label,
  eventType,
}: DeliveryFilter): Lead {
  const isOpen = status !== undefined && status !== 'delivered';
  if (event !== undefined) return { by: ['event'] };
  if (orderingKey !== undefined) return { by: ['orderingKey'] };
  if (endpoint !== undefined && isOpen) return { by: ['endpoint', 'status'], where: OPEN };
  if (lastStatusCode !== undefined && lastStatusCode >= FIRST_FAILED_CODE)
    return { by: ['lastStatusCode'], where: 'last_failure is not null' };
  if (lastFailure !== undefined) return { by: ['lastFailure'] };
  if (isOpen) return { by: ['status'], where: OPEN };
  // By the index on labels where few have it, and else by that of the tenant: the planner knows which labels are common.
  if (label !== undefined) return { by: ['label'] };
  if (endpoint !== undefined) return { by: ['endpoint'] };
  return { by: eventType === undefined ? [] : ['eventType'] };
}

/** The statements for one part of a search. What it costs is bounded by `scan`, whatever is combined and however little of it there is. */
export function searchOf(
  tenant: string,
  filter: DeliveryFilter,
  { order, after, limit, scan }: SearchPage,
): DeliverySearch {
  const values: unknown[] = [];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const lead = leadOf(filter);
  const given = (Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]).filter((name) => filter[name] !== undefined);
  const fitting = (names: readonly (keyof typeof CONDITIONS)[]): string[] =>
    names.map((name) => CONDITIONS[name](place(filter[name])));

  const within = [`tenant = ${place(tenant)}`, ...fitting(lead.by), ...(lead.where === undefined ? [] : [lead.where])];
  if (filter.since !== undefined) within.push(`accepted_at >= ${place(filter.since)}`);
  if (filter.until !== undefined) within.push(`accepted_at < ${place(filter.until)}`);
  if (after) within.push(`(accepted_at, id) ${order === 'asc' ? '>' : '<'} (${place(after.at)}, ${place(after.id)})`);
  const sorted = `order by accepted_at ${order}, id ${order}`;
  const along = `from deliveries where ${within.join(' and ')} ${sorted}`;
  const endValues = [...values, scan - 1];
  const rest = given.filter((name) => !lead.by.includes(name));
  // Where the index knows all, nothing is looked at in vain.
  if (rest.length === 0) {
    const limited = place(limit);
    return { found: (columns) => ({ text: `select ${columns} ${along} limit ${limited}`, values }), end: undefined };
  }
  const scanned = place(scan);
  const matching = fitting(rest).join(' and ');
  const limited = place(limit);
  return {
    found: (columns) => ({
      text: `select ${columns} from (select * ${along} limit ${scanned}) scanned where ${matching} ${sorted} limit ${limited}`,
      values,
    }),
    end: { text: `select accepted_at, id ${along} offset $${endValues.length} limit 1`, values: endValues },
  };
}
