import { z } from 'zod';

const MAX_LENGTH = 1024;
/** What a URL's path may have as it is (RFC 3986, pchar), and slashes. */
const SHAPE = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*$/;

/**
 * What is put behind the path of an endpoint's URL: segments, without a query, none of which leads up or hides a slash.
 * Parsed to one form, without the slash in front.
 */
export const PathSuffix = z
  .string()
  .max(MAX_LENGTH)
  .regex(SHAPE, 'may have what a path has, with the rest as %XX; no query and no fragment')
  .transform((path) => (path.startsWith('/') ? path.slice(1) : path))
  .refine((path) => segmentsOf(path).every(isPlain), 'may have no empty segment, no . or .., and no hidden slash');

export type PathSuffix = z.infer<typeof PathSuffix>;

/** The URL with the suffix behind its path; its query stays. */
export function withPathSuffix(url: URL, suffix: string): URL {
  if (suffix === '') return url;
  const longer = new URL(url);
  longer.pathname = `${url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`}${suffix}`;
  return longer;
}

/** A slash at the end is one, and no segment of its own. */
const segmentsOf = (path: string): string[] => (path === '' ? [] : path.replace(/\/$/, '').split('/'));

function isPlain(segment: string): boolean {
  const decoded = segment.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return decoded !== '' && decoded !== '.' && decoded !== '..' && !/[/\\\p{Cc}]/u.test(decoded);
}
