import { Readable } from 'node:stream';
import type { Cursor } from '@postrider/persistence';
import { decodeCursor } from '@postrider/persistence';
import type { Page } from '@postrider/schemas';

/** The media type of one JSON value in each line. */
export const NDJSON = 'application/x-ndjson';

/** Reads the page behind a cursor of a list. */
export type ReadPage<T> = (after: Cursor | undefined) => Promise<Page<T>>;

/**
 * A whole list, a line for each of its items: the next page is read when the last one has been taken, so no more than one is in
 * memory, and none is read for a reader that went away. The first page is read before this resolves, so that a fault can still be
 * answered as one; a later one cuts the stream off.
 */
export async function ndjson<T>(read: ReadPage<T>, lineOf: (item: T) => Buffer | string): Promise<Readable> {
  return Readable.from(chunksOf(await read(undefined), read, lineOf), { objectMode: false });
}

async function* chunksOf<T>(first: Page<T>, read: ReadPage<T>, lineOf: (item: T) => Buffer | string) {
  for (let page = first; ;) {
    if (page.data.length > 0) yield Buffer.concat(page.data.flatMap((item) => [Buffer.from(lineOf(item)), LINE_END]));
    if (page.nextCursor === null) return;
    page = await read(decodeCursor(page.nextCursor));
  }
}

const LINE_END = Buffer.from('\n');

/** JSON in one line: its line breaks stand between values, where a space means the same; every other byte stays. */
export function inOneLine(json: Buffer): Buffer {
  if (!json.includes(0x0a) && !json.includes(0x0d)) return json;
  return json.map((byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte)) as Buffer;
}
