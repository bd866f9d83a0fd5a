import type { Precondition } from '@postrider/persistence';
import { ProblemError } from '@postrider/service';

/** The entity tag of a version: a strong one, since every change of what is configured makes another. */
export const entityTagOf = (version: number): string => `"${version}"`;

/** Each tag of a list, weak or strong (RFC 9110, 8.8.3). */
const TAG = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/;

/**
 * The versions that an If-Match or If-None-Match names; `any` for `*`. A tag that none of ours is, or a weak one where only
 * strong ones count, names no version. Throws `invalid_request` for what is no list of tags.
 */
export function versionsOf(header: string | undefined, name: 'if-match' | 'if-none-match'): Precondition['ifMatch'] {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return 'any';
  return header.split(',').flatMap((item) => {
    const tag = TAG.exec(item.trim());
    if (!tag) {
      throw new ProblemError('invalid_request', undefined, [
        { path: `header/${name}`, message: 'is *, or entity tags such as "42", as the `etag` of an answer has it' },
      ]);
    }
    const [, weak, version = ''] = tag;
    const counts = (weak === undefined || name === 'if-none-match') && /^(0|[1-9]\d{0,15})$/.test(version);
    return counts ? [Number(version)] : [];
  });
}
