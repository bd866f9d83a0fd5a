import type { Cursor } from '../cursor.js';
import type { Statements } from '../sql.js';
import { byIndex, inIndexOrder } from './in-index-order.js';

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
export interface LogSearch {
  /** The rows that are looked for; `columns` of them. */
  found(columns: string): FilledStatement;
  /** Where the part ends (accepted_at, id) when fewer than its limit were found; undefined when that's the end of all. */
  readonly end: FilledStatement | undefined;
  readonly order: SearchPage['order'];
  /** An index gives the rows in order. */
  readonly inOrder: boolean;
  /** What finds the rest, up to `limit`, behind where this ended without it; undefined where that takes another part. */
  readonly beyond?: (after: Cursor, limit: number) => LogSearch;
}

/** What all rows of a search have in common. */
export interface Wanted {
  readonly tenant: string;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** A condition on a column, with the place of its value. */
export type Condition = (place: string) => string;

/** The conditions that one index leads by, and what else it needs said to be of use. */
export interface Lead {
  readonly by: readonly Condition[];
  readonly where?: string;
  /** How it says whose rows it's about, where that isn't by the column. */
  readonly tenant?: Condition;
  /** It gives its rows in no order. */
  readonly unordered?: boolean;
  /** It leads to so few that all of them are read: by time, the index of the tenant's rows could look as good. */
  readonly wholly?: boolean;
  /** By what a part goes on that ended along this one, before it found its limit. */
  readonly then?: Lead;
}

export const equals =
  (column: string): Condition =>
  (place) =>
    `${column} = ${place}`;

/** What the index on labels has of a row: no label has an @, so the tenant is among them as one more. */
const LABELLED = `(labels || ('@' || tenant))`;

export const labelled: Condition = (place) => `${LABELLED} @> array[${place}]::text[]`;

/**
 * By an index that leads to all of a tenant's that have a label, in no order. Most labels are common, and found by looking at what
 * is there in order: this one is for those that aren't, and only statistics could say beforehand which those are.
 */
export const BY_LABEL: Lead = {
  by: [labelled],
  where: 'labels is not null',
  // By the column itself, Postgres would look through all of the tenant's rows as well.
  tenant: (place) => `${LABELLED} @> array['@' || ${place}]`,
  unordered: true,
};

/**
 * The statements for one part of a search in a table of the log, for rows that all of `conditions` hold for, along the index
 * of `lead`: what isn't led by is looked at row by row, and what that costs is bounded by `scan`.
 */
export function searchAlong(
  table: 'events' | 'deliveries',
  wanted: Wanted,
  conditions: ReadonlyMap<Condition, unknown>,
  lead: Lead,
  page: SearchPage,
): LogSearch {
  const { tenant, since, until } = wanted;
  const { then } = lead;
  const { order, after, limit, scan } = page;
  const values: unknown[] = [];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const fitting = (some: readonly Condition[]): string[] => some.map((one) => one(place(conditions.get(one))));

  const ofTenant = (lead.tenant ?? equals('tenant'))(place(tenant));
  const within = [ofTenant, ...fitting(lead.by), ...(lead.where === undefined ? [] : [lead.where])];
  const inTime: string[] = [];
  if (since !== undefined) inTime.push(`accepted_at >= ${place(since)}`);
  // In another form than the one before: two ends of one form would have the planner expect hardly any rows between them.
  if (until !== undefined) inTime.push(`(accepted_at, id) < (${place(until)}, '')`);
  if (after) inTime.push(`(accepted_at, id) ${order === 'asc' ? '>' : '<'} (${place(after.at)}, ${place(after.id)})`);
  const sorted = `order by accepted_at ${order}, id ${order}`;
  const rest = [...conditions.keys()].filter((one) => !lead.by.includes(one));
  if (lead.wholly) {
    const matching = ['true', ...inTime, ...fitting(rest)].join(' and ');
    const limited = place(limit);
    // The offset has Postgres read them by the index alone, and then look at the rest.
    const all = `select * from ${table} where ${within.join(' and ')} offset 0`;
    return {
      found: (columns) => ({
        text: `select ${columns} from (${all}) whole where ${matching} ${sorted} limit ${limited}`,
        values,
      }),
      end: undefined,
      order,
      inOrder: false,
    };
  }
  const along = `from ${table} where ${[...within, ...inTime].join(' and ')} ${sorted}`;
  const endValues = [...values, scan - 1];
  const inOrder = !lead.unordered;
  // Where the index knows all, nothing is looked at in vain.
  if (rest.length === 0) {
    const limited = place(limit);
    return {
      found: (columns) => ({ text: `select ${columns} ${along} limit ${limited}`, values }),
      end: undefined,
      order,
      inOrder,
    };
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
    order,
    inOrder,
    ...(then && {
      beyond: (end, left) => searchAlong(table, wanted, conditions, then, { ...page, after: end, limit: left }),
    }),
  };
}

/** Conditions with the values of those that are asked for. */
export function conditionsOf<Name extends string>(
  known: Readonly<Record<Name, Condition>>,
  filter: Readonly<Partial<Record<NoInfer<Name>, unknown>>>,
): ReadonlyMap<Condition, unknown> {
  const names = (Object.keys(known) as Name[]).filter((name) => filter[name] !== undefined);
  return new Map(names.map((name) => [known[name], filter[name]]));
}

/** What one part of a search found. */
export interface SearchPart<R> {
  readonly rows: readonly R[];
  /** Where the next part goes on; undefined when there is none. */
  readonly end: Cursor | undefined;
}

interface Placed extends Record<string, unknown> {
  readonly accepted_at: Date;
  readonly id: string;
}

/** Carries a part of a search out; `columns` have accepted_at and id among them. In a transaction. */
export async function findPart<R extends Placed>(
  statements: Statements,
  search: LogSearch,
  columns: string,
  limit: number,
): Promise<SearchPart<R>> {
  const rows = await queryOf<R>(statements, search, search.found(columns));
  const last = cursorOf(rows.at(-1));
  if (rows.length >= limit) return { rows, end: last };
  const ended = await endOf(statements, search);
  // Rows that came in front meanwhile move the end back: what was found already is not found once more.
  const end = ended && last && isPast(last, ended, search.order) ? last : ended;
  if (!end || !search.beyond) return { rows, end };
  const left = limit - rows.length;
  const more = await findPart<R>(statements, search.beyond(end, left), columns, left);
  return { rows: [...rows, ...more.rows], end: more.end };
}

/** How many a part of a search would find. In a transaction. */
export async function countPart(
  statements: Statements,
  search: LogSearch,
  limit: number,
): Promise<{ readonly count: number; readonly end: Cursor | undefined }> {
  const { text, values } = search.found('1');
  const counting = { text: `select count(*)::int from (${text}) found`, values };
  const [{ count } = { count: 0 }] = await queryOf<{ count: number }>(statements, search, counting);
  const end = await endOf(statements, search);
  if (count >= limit || !end || !search.beyond) return { count, end };
  const more = await countPart(statements, search.beyond(end, limit - count), limit - count);
  return { count: count + more.count, end: more.end };
}

async function endOf(statements: Statements, search: LogSearch): Promise<Cursor | undefined> {
  if (!search.end) return undefined;
  const [row] = await queryOf<Placed>(statements, search, search.end);
  return cursorOf(row);
}

const isPast = (one: Cursor, other: Cursor, order: SearchPage['order']): boolean => {
  const isLater = one.at === other.at ? one.id > other.id : one.at > other.at;
  return order === 'asc' ? isLater : !isLater;
};

const cursorOf = (row: Placed | undefined): Cursor | undefined =>
  row && { at: row.accepted_at.toISOString(), id: row.id };

function queryOf<R extends Record<string, unknown>>(
  statements: Statements,
  { inOrder }: LogSearch,
  { text, values }: FilledStatement,
): Promise<readonly R[]> {
  const query = () => statements.query<R>(text, values);
  return inOrder ? inIndexOrder(statements, query) : byIndex(statements, query);
}
