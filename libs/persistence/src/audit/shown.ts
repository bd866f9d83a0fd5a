/** What stands for a value that the audit log doesn't have. */
const HIDDEN = '[hidden]';

/** Columns that may hold something secret, whatever it is, sealed or hashed: an entry says that there is something, and no more. */
const SECRET_COLUMN =
  /(^|_)(hash|hashes|sealed|secret|password|passphrase|credential|credentials|private|token|signature)(_|$)/;

/** How sealed values, signing secrets, API keys and portal tokens begin: hidden wherever they stand. */
const SECRET_VALUE = /^(box\d\.|whsec_|whsk_|prk_|prt_)/;

/** A column's value that is longer, as JSON, is left out: an entry holds two states, and a page of the list many entries. */
const MAX_MEMBER_LENGTH = 8192;

/** Lists of rows of other tables that belong to an entity: their columns are columns too. */
const ROWS_WITHIN: ReadonlySet<string> = new Set(['subscriptions', 'secrets']);

/** What an entity's row looks like in the audit log: names as the API writes them, times in its form, nothing secret, nothing that is null. */
export function shownOf(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== null)
      .map(([column, value]) => [camelCase(column), bounded(memberOf(column, value))]),
  );
}

function memberOf(column: string, value: unknown): unknown {
  if (ROWS_WITHIN.has(column) && Array.isArray(value))
    return value.map((row) => shownOf(row as Readonly<Record<string, unknown>>));
  if (SECRET_COLUMN.test(column)) return HIDDEN;
  if (typeof value === 'string' && /_(at|since)$/.test(column)) return new Date(value).toISOString();
  return withoutSecrets(value);
}

function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return SECRET_VALUE.test(value) ? HIDDEN : value;
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutSecrets(member)]));
}

function bounded(value: unknown): unknown {
  const { length } = JSON.stringify(value);
  return length <= MAX_MEMBER_LENGTH ? value : `[${length} characters of JSON]`;
}

const camelCase = (column: string): string =>
  column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
