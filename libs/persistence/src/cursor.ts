/** Where a page ended: the sort key of its last row. */
export interface Cursor {
  readonly at: string;
  readonly id: string;
}

/** A cursor as callers carry it about: opaque, and safe in a query string. */
export function encodeCursor({ at, id }: Cursor): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

/** A time that Postgres reads: years beyond four digits have a sign in JavaScript, and a year 0 there never was. */
const READABLE = /^(?!0000)\d{4}-/;

/** The cursor that {@link encodeCursor} wrote, or undefined for any other text. */
export function decodeCursor(text: string): Cursor | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(value) || value.length !== 2) return undefined;
    const [at, id] = value as unknown[];
    if (typeof at !== 'string' || typeof id !== 'string') return undefined;
    const ms = Date.parse(at);
    if (Number.isNaN(ms) || new Date(ms).toISOString() !== at || !READABLE.test(at)) return undefined;
    return /^[A-Za-z0-9_.-]{1,256}$/.test(id) ? { at, id } : undefined;
  } catch {
    return undefined;
  }
}
