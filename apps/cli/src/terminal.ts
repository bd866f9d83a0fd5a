/** Where the answers go, and where it's said how far a long run got. */
export interface Terminal {
  /** A line of the answer. */
  line(text: string): void;
  /** What isn't part of the answer: progress, and what went wrong. */
  note(text: string): void;
  /** Where a progress bar may be drawn; undefined where nobody sees it. */
  readonly screen?: NodeJS.WritableStream;
}
