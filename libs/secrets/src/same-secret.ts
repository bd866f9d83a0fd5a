import { hash, timingSafeEqual } from 'node:crypto';

/**
 * Whether two texts are equal, in a time that tells nothing about where they differ. Their hashes are compared, which
 * are of one length whatever the texts are; only how long the texts are shows in the time that hashing takes.
 */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

/** UTF-16 keeps every string apart; UTF-8 would encode all lone surrogates as one character. */
function digest(text: string): Buffer {
  return hash('sha256', Buffer.from(text, 'utf16le'), 'buffer');
}
