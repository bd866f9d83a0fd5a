/** What an event's data says about its publishing, so that its arrival tells how long it was on its way. */
export interface Mark {
  /** Tells what is measured from what an earlier load left behind. */
  readonly run: number;
  /** The event's number within its run. */
  readonly number: number;
  /** When its publish request began, by {@link monotonicUs}. */
  readonly sentUs: number;
}

const NAME = '"bench_sent":"';
/** The padding that makes an event about 1 kB, as every figure that these are compared with. */
const PADDING = 'abcdefghij'.repeat(100);

/** An event's `data` as JSON. */
export const markedData = ({ run, number, sentUs }: Mark): string =>
  `{${NAME}${run}-${number}-${sentUs}","pad":"${PADDING}"}`;

/** Finds the mark in a delivered body; undefined when it has none. */
export function readMark(body: Buffer): Mark | undefined {
  const at = body.indexOf(NAME, 0, 'latin1');
  if (at < 0) return undefined;
  // Three whole numbers of at most sixteen digits.
  const text = body.toString('latin1', at + NAME.length, at + NAME.length + 51);
  const [, run, number, sentUs] = /^(\d+)-(\d+)-(\d+)"/.exec(text) ?? [];
  if (run === undefined || number === undefined || sentUs === undefined) return undefined;
  return { run: Number(run), number: Number(number), sentUs: Number(sentUs) };
}
