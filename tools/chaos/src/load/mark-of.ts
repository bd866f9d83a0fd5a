import { Mark } from '../journal/arrival.js';

/** The mark that a delivered request has as its data; undefined for what is none of ours. */
export function markOf(body: Buffer): Mark | undefined {
  const { data } = JSON.parse(body.toString('utf8')) as { data: unknown };
  return Mark.safeParse(data).data;
}
