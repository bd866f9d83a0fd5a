const NOTHING = Buffer.alloc(0);

/**
 * The start of a body that may be endless. Holds at most `keptBytes`, in memory of its own: a chunk is a view of a much
 * larger read buffer, which it would keep alive.
 */
export class KeptBody {
  #bytes = NOTHING;
  #keptBytes = 0;
  #seenBytes = 0;

  constructor(
    private readonly maxKeptBytes: number,
    /** Reading on beyond this isn't worth it. */
    private readonly maxReadBytes: number,
    /** The length that the receiver announced; 0 when it announced none. */
    private readonly announcedBytes: number,
  ) {}

  /** Whether everything that came was kept. */
  get isWhole(): boolean {
    return this.#seenBytes === this.#keptBytes;
  }

  /** What was kept. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#keptBytes);
  }

  /** Takes the next chunk; answers whether to read on. */
  add(chunk: Buffer): boolean {
    this.#keep(chunk.subarray(0, this.maxKeptBytes - this.#keptBytes));
    this.#seenBytes += chunk.length;
    if (this.isWhole) return true;
    return Math.max(this.#seenBytes, this.announcedBytes) <= this.maxReadBytes;
  }

  #keep(part: Buffer): void {
    const neededBytes = this.#keptBytes + part.length;
    if (neededBytes > this.#bytes.length) {
      // Doubling keeps a body that trickles in byte by byte from being copied at every byte.
      const grown = Buffer.allocUnsafe(Math.min(this.maxKeptBytes, Math.max(neededBytes, this.#bytes.length * 2)));
      this.#bytes.copy(grown, 0, 0, this.#keptBytes);
      this.#bytes = grown;
    }
    part.copy(this.#bytes, this.#keptBytes);
    this.#keptBytes = neededBytes;
  }
}
