/**
 * Up to here each name is held against each other, which for the usual handful beats any table; beyond, a set takes
 * over, so that an object of n names costs n steps and not n².
 */
const COMPARED_ONE_BY_ONE = 16;

/**
 * The names that one object has had so far, to find the one that comes twice. Names are compared as their readers
 * see them: `"a"` and `"\u0061"` are one name. A lone surrogate is compared as U+FFFD, which is what readers that
 * keep UTF-8 make of it; so what is two names here is two names for everybody.
 */
export class ObjectNames {
  /** Start and end, without the quotes, of each name; used again for the next object of the same depth. */
  readonly #spans: number[] = [];
  #count = 0;
  #seen: Set<string> | undefined;

  constructor(readonly bytes: Buffer) {}

  /** Forgets the names of the last object. */
  clear(): void {
    this.#count = 0;
    this.#seen = undefined;
  }

  /** Takes the name between two quotes; false if the object has had it. `escaped` says that a backslash is in it. */
  add(start: number, end: number, escaped: boolean): boolean {
    if (this.#seen === undefined && (escaped || this.#count === COMPARED_ONE_BY_ONE)) this.#seen = this.#asSet();
    if (this.#seen !== undefined) {
      const before = this.#seen.size;
      this.#seen.add(escaped ? this.#unescaped(start, end) : this.#text(start, end));
      return this.#seen.size > before;
    }
    for (let index = 0; index < this.#count; index++) {
      if (this.#isSame(index, start, end)) return false;
    }
    this.#spans[this.#count * 2] = start;
    this.#spans[this.#count * 2 + 1] = end;
    this.#count += 1;
    return true;
  }

  #isSame(index: number, start: number, end: number): boolean {
    const { bytes } = this;
    let other = this.#spans[index * 2] ?? 0;
    if ((this.#spans[index * 2 + 1] ?? 0) - other !== end - start) return false;
    for (let at = start; at < end; at++, other++) {
      if (bytes[at] !== bytes[other]) return false;
    }
    return true;
  }

  #asSet(): Set<string> {
    const seen = new Set<string>();
    for (let index = 0; index < this.#count; index++) {
      seen.add(this.#text(this.#spans[index * 2] ?? 0, this.#spans[index * 2 + 1] ?? 0));
    }
    return seen;
  }

  // The opening quote stays in front: V8 hashes strings that look like array indexes without its secret seed, so
  // names such as "1", "2", … could be chosen to collide and make the set slow.
  #text(start: number, end: number): string {
    return this.bytes.toString('utf8', start - 1, end);
  }

  #unescaped(start: number, end: number): string {
    const name: unknown = JSON.parse(this.bytes.toString('utf8', start - 1, end + 1));
    return `"${String(name).toWellFormed()}`;
  }
}
