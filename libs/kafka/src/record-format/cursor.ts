/** Bytes aren't what their format says; the message tells what is wrong with them. */
export class Malformed extends Error {}

/** A place in bytes that are read on, up to an end. Whatever would go beyond it throws {@link Malformed}. */
export class Cursor {
  constructor(
    readonly bytes: Buffer,
    public at = 0,
    public end = bytes.length,
  ) {}

  /** Goes on by so many bytes, and answers from where. */
  skip(count: number): number {
    const from = this.at;
    if (count < 0 || from + count > this.end) throw new Malformed('it ends too early');
    this.at = from + count;
    return from;
  }

  int16(): number {
    return this.bytes.readInt16BE(this.skip(2));
  }

  int32(): number {
    return this.bytes.readInt32BE(this.skip(4));
  }

  /** Exact up to 2^53: offsets and times don't get there. */
  int64(): number {
    const from = this.skip(8);
    return this.bytes.readInt32BE(from) * 2 ** 32 + this.bytes.readUInt32BE(from + 4);
  }

  /** A text with 16 bits of length before it. */
  text(): string {
    const length = this.int16();
    const from = this.skip(length);
    return this.bytes.toString('utf8', from, from + length);
  }

  /** A variable-length integer: zigzag, then seven bits a byte, the lowest first. Up to 53 bits. */
  varint(): number {
    const { bytes, end } = this;
    let at = this.at;
    // Most are of one byte or two.
    const first = at < end ? (bytes[at++] ?? 0) : 0x80;
    let value = first & 0x7f;
    if (first > 0x7f) {
      let scale = 0x80;
      for (let byte = 0x80; byte > 0x7f; scale *= 0x80) {
        if (at >= end) throw new Malformed('it ends too early');
        if (scale > 2 ** 63) throw new Malformed('a variable-length integer has no end');
        byte = bytes[at++] ?? 0;
        value += (byte & 0x7f) * scale;
      }
    }
    this.at = at;
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** Bytes with a variable-length length before them, of which -1 stands for none at all. */
  varbytes(): Buffer | null {
    const length = this.varint();
    if (length < 0) return null;
    const from = this.skip(length);
    return this.bytes.subarray(from, from + length);
  }
}
