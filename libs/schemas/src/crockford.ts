const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const VALUES = new Map(Array.from(ALPHABET, (symbol, value) => [symbol, value]));

/** The first `symbols` × 5 bits of `bytes` in Crockford's base 32: upper case, no I, L, O or U, sorts as the bytes do. */
export function toCrockford(bytes: Uint8Array, symbols: number): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (let next = 0; text.length < symbols;) {
    if (bits < 5) {
      buffer = ((buffer << 8) | (bytes[next++] ?? 0)) & 0xffff;
      bits += 8;
    }
    bits -= 5;
    text += ALPHABET.charAt((buffer >> bits) & 31);
  }
  return text;
}

/** A whole number below 2^50 in ten symbols, as ULID writes its milliseconds. */
export function timeToCrockford(ms: number): string {
  let rest = ms;
  let text = '';
  for (let symbol = 0; symbol < 10; symbol++) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** The number that {@link timeToCrockford} wrote; NaN for symbols outside the alphabet. */
export function timeFromCrockford(text: string): number {
  let ms = 0;
  for (const symbol of text) ms = ms * 32 + (VALUES.get(symbol) ?? Number.NaN);
  return ms;
}
