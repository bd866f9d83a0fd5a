import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@postrider/stack';
import type { RecordParts, RecordToWrite } from '@postrider/schemas';
import { z } from 'zod';

/** Where what a version wrote is kept, for those that come after it to read. */
export const RECORDS_FOLDER = join(repositoryRoot, 'libs', 'schemas', 'fixtures');

/** Bytes as a file has them: as text where they are some. */
const Bytes = z.union([z.strictObject({ text: z.string() }), z.strictObject({ base64: z.base64() })]);
const RecordedRecord = z.strictObject({
  key: Bytes.nullable(),
  value: Bytes.nullable(),
  headers: z.record(z.string(), Bytes),
});

type Bytes = z.infer<typeof Bytes>;

function toFile(bytes: string | Buffer): Bytes {
  const buffer = Buffer.from(bytes);
  const text = buffer.toString('utf8');
  return buffer.equals(Buffer.from(text)) ? { text } : { base64: buffer.toString('base64') };
}

const fromFile = (bytes: Bytes): Buffer =>
  'text' in bytes ? Buffer.from(bytes.text) : Buffer.from(bytes.base64, 'base64');

/** Records by what each is an example of, as the text of a file. */
export function recordsToFile(records: Readonly<Record<string, RecordToWrite>>): string {
  const written = Object.entries(records).map(([what, { key, value, headers }]) => [
    what,
    {
      key: key === null ? null : toFile(key),
      value: value === null ? null : toFile(value),
      headers: Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [name, toFile(bytes)])),
    },
  ]);
  return `${JSON.stringify(Object.fromEntries(written), undefined, 2)}\n`;
}

/** A record that a version wrote once. */
export interface Recorded {
  readonly version: string;
  /** The topic's name in the table of topics. */
  readonly topic: string;
  readonly what: string;
  readonly record: RecordParts;
}

/** Every record of every version. */
export function recordedRecords(): Recorded[] {
  return readdirSync(RECORDS_FOLDER).flatMap((version) =>
    readdirSync(join(RECORDS_FOLDER, version)).flatMap((file) => {
      const text = readFileSync(join(RECORDS_FOLDER, version, file), 'utf8');
      const records = z.record(z.string(), RecordedRecord).parse(JSON.parse(text));
      return Object.entries(records).map(([what, { key, value, headers }]) => ({
        version,
        topic: file.replace(/\.json$/, ''),
        what,
        record: {
          key: key && fromFile(key),
          value: value && fromFile(value),
          headers: Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [name, fromFile(bytes)])),
        },
      }));
    }),
  );
}
