import { ownHeaders, type PoisonBatch, type PoisonRecord } from './poison-record.js';
import { printable, shownBytes, type ShownBytes } from '../answers/shown-bytes.js';

/** What is shown of a value, in bytes, and of a key or a header; all of it when `full`. */
const VALUE_BYTES = 2000;
const SHORT_BYTES = 500;

/** A poison record as lines of text. */
export function poisonLines(poison: PoisonRecord, redriven: boolean, full: boolean): string[] {
  const { record, reason, at, origin, omittedBytes, batch } = poison;
  const [short, long] = limits(full);
  const line = (name: string, text: string): string => `  ${name.padEnd(10)} ${text}`;
  return [
    `${record.topic}, partition ${record.partition}, offset ${record.offset}`,
    line('poisoned', printable(at)),
    line('reason', printable(reason ?? 'none is given')),
    line(
      'from',
      origin
        ? printable(`${origin.topic}, partition ${origin.partition}, offset ${origin.offset}`)
        : 'it doesn’t say where',
    ),
    ...(redriven ? [line('redriven', 'yes')] : []),
    ...(omittedBytes === undefined
      ? []
      : [line('omitted', `${omittedBytes} bytes, too large to be copied: they are where the record came from`)]),
    ...(batch ? [line('batch', batchLine(batch))] : []),
    line('key', record.key ? oneLine(shownBytes(record.key, short)) : 'none'),
    ...headerValues(poison).map(([name, value]) =>
      line('header', `${printable(name)}: ${oneLine(shownBytes(value, short))}`),
    ),
    ...(record.value ? valueLines(shownBytes(record.value, long)) : [line('value', 'none')]),
    '',
  ];
}

/** A poison record as one line of JSON. */
export function poisonJson(poison: PoisonRecord, redriven: boolean, full: boolean): string {
  const { record, reason, at, origin, omittedBytes, batch } = poison;
  const [short, long] = limits(full);
  return printable(
    JSON.stringify({
      topic: record.topic,
      partition: record.partition,
      offset: record.offset,
      at,
      reason,
      from: origin,
      redriven,
      omittedBytes,
      batch,
      key: record.key && shownBytes(record.key, short),
      headers: headerValues(poison).map(([name, value]) => ({ name, ...shownBytes(value, short) })),
      value: record.value && shownBytes(record.value, long),
    }),
  );
}

const batchLine = ({ lastOffset, cutFromBytes }: PoisonBatch): string =>
  `not one record but a whole batch, up to offset ${lastOffset}` +
  (cutFromBytes === undefined ? '' : `; of its ${cutFromBytes} bytes the last are missing`);

const limits = (full: boolean): [number, number] => (full ? [Infinity, Infinity] : [SHORT_BYTES, VALUE_BYTES]);

function headerValues(poison: PoisonRecord): (readonly [string, Buffer])[] {
  return Object.entries(ownHeaders(poison)).flatMap(([name, value]) =>
    Buffer.isBuffer(value) ? [[name, value] as const] : value.map((one) => [name, one] as const),
  );
}

const oneLine = (shown: ShownBytes): string =>
  ('text' in shown ? printable(shown.text) : `base64 ${shown.base64}`) + rest(shown);

function valueLines(shown: ShownBytes): string[] {
  const isText = 'text' in shown;
  const lines = isText ? shown.text.split('\n').map(printable) : [shown.base64];
  const size = `${shown.bytes} bytes${isText ? '' : ', base64'}${rest(shown)}`;
  return [`  ${'value'.padEnd(10)} ${size}`, ...lines.map((line) => `    ${line}`)];
}

const rest = ({ bytes, cut }: ShownBytes): string =>
  cut ? ` … (the beginning of ${bytes} bytes; --full shows all)` : '';
