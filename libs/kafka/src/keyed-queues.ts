/**
 * A queue for each key, made when it's needed: tasks of one key run one after another, in the order they came; tasks
 * of different keys, and those without one, run at once. A task must not reject.
 */
export class KeyedQueues {
  readonly #waiting = new Map<string, (() => Promise<void>)[]>();

  run(key: string | undefined, task: () => Promise<void>): void {
    if (key === undefined) return void task();
    const queue = this.#waiting.get(key);
    if (queue) {
      queue.push(task);
      return;
    }
    this.#waiting.set(key, []);
    void this.#serve(key, task);
  }

  /** How many keys have a task under way. */
  get busy(): number {
    return this.#waiting.size;
  }

  async #serve(key: string, first: () => Promise<void>): Promise<void> {
    for (let task: (() => Promise<void>) | undefined = first; task; task = this.#waiting.get(key)?.shift())
      await task();
    this.#waiting.delete(key);
  }
}
