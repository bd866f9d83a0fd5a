import { isUtf8 } from 'node:buffer';

/** Bytes as an operator sees them: text where they are UTF-8, else base64. */
export type ShownBytes = {
  readonly bytes: number;
  /** There when only the beginning is shown. */
  readonly cut?: true;
} & ({ readonly text: string } | { readonly base64: string });

/** Shows bytes, up to about `max` of them. */
export function shownBytes(bytes: Buffer, max: number): ShownBytes {
  const size = { bytes: bytes.length };
  if (isUtf8(bytes)) {
    const whole = bytes.toString('utf8');
    if (whole.length <= max) return { ...size, text: whole };
    // Not in the middle of a pair of surrogates.
    return { ...size, cut: true, text: whole.slice(0, max).replace(/[\ud800-\udbff]$/, '') };
  }
  if (bytes.length <= max) return { ...size, base64: bytes.toString('base64') };
  return { ...size, cut: true, base64: bytes.subarray(0, max).toString('base64') };
}

/**
 * Text without anything that a terminal obeys or that hides or reorders what is beside it: whoever publishes a record
 * chooses its bytes, and an operator's terminal must not do what they say. What is escaped is so as in JSON, so that
 * JSON stays what it is.
 */
export const printable = (text: string): string =>
  text.replace(/(?!\t)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (found) =>
    Array.from({ length: found.length }, (_, index) => escaped(found.charCodeAt(index))).join(''),
  );

const escaped = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
