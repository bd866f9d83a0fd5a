/** A queue whose ends cost the same however long it is: `Array.shift` moves all that follow once there are tens of thousands. */
export class Fifo<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** The oldest, left where it is. */
  peek(): T | undefined {
    return this.#items[this.#head];
  }

  /** Takes the oldest. */
  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head += 1;
    this.#tidy();
    return item;
  }

  /** Takes the newest. */
  pop(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items.pop();
    this.#tidy();
    return item;
  }

  /** The space in front is given back when it's most of the array, so that each item is moved once at most on average. */
  #tidy(): void {
    if (this.#head === this.#items.length) {
      this.#items.length = 0;
      this.#head = 0;
    } else if (this.#head >= 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
  }
}
