import type { Terminal } from '../terminal.js';
import { fieldLines } from './field-lines.js';
import { printable } from './shown-bytes.js';
import { tableOf, type Columns } from './table-of.js';

/** Prints what a command found: JSON for programs, lines and tables for people. */
export class Answers {
  constructor(
    private readonly terminal: Terminal,
    /** One thing is one JSON object on one line; of a list or a stream, every item is. */
    readonly asJson: boolean,
  ) {}

  /** One thing, as it is unless there is a better way to say it to people. */
  one(value: object, lines: () => readonly string[] = () => fieldLines(value)): void {
    if (this.asJson) this.terminal.line(JSON.stringify(value));
    else for (const line of lines()) this.terminal.line(line);
  }

  /** One thing that is JSON already, to be kept byte for byte. */
  json(text: string, lines: () => readonly string[]): void {
    if (this.asJson) this.terminal.line(text);
    else for (const line of lines()) this.terminal.line(line);
  }

  /** A list. */
  list<T extends object>(items: readonly T[], columns: Columns<T>, none: string): void {
    if (this.asJson) for (const item of items) this.terminal.line(JSON.stringify(item));
    else if (items.length === 0) this.terminal.note(none);
    else for (const line of tableOf(items, columns)) this.terminal.line(line);
  }

  /** One more of a stream. */
  item(value: object, text: () => string): void {
    this.terminal.line(this.asJson ? JSON.stringify(value) : printable(text()));
  }

  /** What isn't part of the answer. */
  note(text: string): void {
    this.terminal.note(printable(text));
  }
}
