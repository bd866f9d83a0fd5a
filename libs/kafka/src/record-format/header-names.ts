interface Known {
  readonly bytes: Buffer;
  readonly text: string;
}

/** Whoever writes records names their headers: what is remembered of names is bounded. */
const MAX_KNOWN = 512;
const MAX_NAME_BYTES = 64;

/**
 * Reads the names of headers. They repeat from record to record: a name that was read before is told by comparing its
 * bytes, which costs a tenth of making a text of them, and the same text each time is a faster key.
 */
export class HeaderNames {
  readonly #known = new Map<number, Known>();

  read(bytes: Buffer, from: number, to: number): string {
    const length = to - from;
    if (length === 0 || length > MAX_NAME_BYTES) return bytes.toString('utf8', from, to);
    const place = (length << 16) | ((bytes[from] ?? 0) << 8) | (bytes[to - 1] ?? 0);
    const known = this.#known.get(place);
    if (known && isAt(bytes, from, known.bytes)) return known.text;
    const text = bytes.toString('utf8', from, to);
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(place, { bytes: Buffer.from(bytes.subarray(from, to)), text });
    return text;
  }
}

function isAt(bytes: Buffer, from: number, name: Buffer): boolean {
  for (let index = 0; index < name.length; index++) if (bytes[from + index] !== name[index]) return false;
  return true;
}
