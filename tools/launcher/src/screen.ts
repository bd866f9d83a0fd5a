/** How seldom progress is written where a line can't be replaced: a log file, a CI job. */
const QUIET_MS = 5000;
/** Back to the start of the line, and clear it. */
const REWIND = '\r\u001b[2K';

/** Where a person looks: lines that stay, and below them one line of progress that is replaced. */
export class Screen {
  readonly #out: NodeJS.WriteStream;
  readonly #errors: NodeJS.WriteStream;
  #progressShown = false;
  #progressAtMs = Number.NEGATIVE_INFINITY;

  constructor(out: NodeJS.WriteStream = process.stdout, errors: NodeJS.WriteStream = process.stderr) {
    this.#out = out;
    this.#errors = errors;
  }

  /** A line that stays. */
  say(text: string): void {
    this.#rewind();
    this.#out.write(`${text}\n`);
  }

  /** Why it goes no further. */
  fail(text: string): void {
    this.#rewind();
    this.#errors.write(`${text}\n`);
  }

  /** What is being done now; the next text of either kind replaces it. */
  progress(text: string): void {
    if (this.#out.isTTY) {
      this.#rewind();
      this.#out.write(`  … ${text}`.slice(0, this.#out.columns - 1));
      this.#progressShown = true;
      return;
    }
    const nowMs = performance.now();
    if (nowMs - this.#progressAtMs < QUIET_MS) return;
    this.#progressAtMs = nowMs;
    this.#out.write(`  … ${text}\n`);
  }

  #rewind(): void {
    if (this.#progressShown) this.#out.write(REWIND);
    this.#progressShown = false;
  }
}
