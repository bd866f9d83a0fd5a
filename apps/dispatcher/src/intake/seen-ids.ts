/** Symbols of the time that a delivery's id begins with, after `dlv_`; sixteen of its hash follow. */
const TAIL_AT = 'dlv_'.length + 10;
const WORDS = 3;
const BYTES_PER_SLOT = WORDS * Uint32Array.BYTES_PER_ELEMENT;
const LEAST_SLOTS = 1024;
/** Fuller than that, and most look-ups find another id's slot first. */
const FULL = 0.75;

const VALUES = new Uint8Array(128);
for (const [value, symbol] of Array.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ').entries())
  VALUES[symbol.charCodeAt(0)] = value;

/**
 * Delivery ids, each with the record that brought it: 12 bytes a slot, where a Map of strings would take 150. Kept of an
 * id are 78 of the 80 bits of its hash, since a delivery that were taken for another would be lost; of the record 16 bits of
 * its offset, since one that is taken for another is only delivered twice.
 */
export class SeenIds {
  #slots: number;
  #words: Uint32Array;
  #count = 0;

  /** With room for so many, before it has to grow. */
  constructor(room = 0) {
    this.#slots = LEAST_SLOTS;
    while (room > this.#slots * FULL) this.#slots *= 2;
    this.#words = new Uint32Array(this.#slots * WORDS);
  }

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#slots * BYTES_PER_SLOT;
  }

  /** The bytes that one more id would add. */
  get nextBytes(): number {
    return this.#count + 1 > this.#slots * FULL ? this.bytes : 0;
  }

  /** Whether another record brought it; undefined when none did. */
  find(id: string, offset: number): 'same' | 'other' | undefined {
    const at = this.#slotOf(first(id), second(id), third(id));
    if (this.#isFree(at)) return undefined;
    return ((this.#words[at + 2] ?? 0) & 0xffff) === (offset & 0xffff) ? 'same' : 'other';
  }

  add(id: string, offset: number): void {
    if (this.nextBytes > 0) this.#grow();
    this.#put(first(id), second(id), ((third(id) << 16) | (offset & 0xffff)) >>> 0);
  }

  #grow(): void {
    const before = this.#words;
    this.#slots *= 2;
    this.#words = new Uint32Array(this.#slots * WORDS);
    this.#count = 0;
    for (let at = 0; at < before.length; at += WORDS) {
      const [one = 0, two = 0, three = 0] = [before[at], before[at + 1], before[at + 2]];
      if (one !== 0 || two !== 0) this.#put(one, two, three);
    }
  }

  #put(one: number, two: number, three: number): void {
    const at = this.#slotOf(one, two, three >>> 16);
    if (this.#isFree(at)) this.#count += 1;
    this.#words[at] = one;
    this.#words[at + 1] = two;
    this.#words[at + 2] = three;
  }

  /** The id's slot, or the free one that it would get. */
  #slotOf(one: number, two: number, three: number): number {
    const mask = this.#slots - 1;
    for (let slot = one & mask; ; slot = (slot + 1) & mask) {
      const at = slot * WORDS;
      if (this.#isFree(at)) return at;
      if (this.#words[at] === one && this.#words[at + 1] === two && (this.#words[at + 2] ?? 0) >>> 16 === three)
        return at;
    }
  }

  #isFree(at: number): boolean {
    return this.#words[at] === 0 && this.#words[at + 1] === 0;
  }
}

/** The first 30 bits of the hash and two others, the next 30, and the last 16; a slot without the first two is free, so no id is. */
const first = (id: string): number => ((bits(id, 0, 6) << 2) | (valueAt(id, 12) >>> 3)) >>> 0 || 1;
const second = (id: string): number => bits(id, 6, 6);
const third = (id: string): number => bits(id, 12, 4) & 0xffff;

/** So many symbols of five bits each. */
function bits(id: string, from: number, symbols: number): number {
  let value = 0;
  for (let at = 0; at < symbols; at++) value = (value << 5) | valueAt(id, from + at);
  return value;
}

const valueAt = (id: string, symbol: number): number => VALUES[id.charCodeAt(TAIL_AT + symbol)] ?? 0;
