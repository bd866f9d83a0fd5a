import type { PoisonRecord } from './poison-record.js';
import type { OffsetRuns } from './offset-runs.js';
import { printable } from '../answers/shown-bytes.js';

/** A reason may quote the record: what is counted and shown of it. */
const REASON_LENGTH = 160;
const REASONS_SHOWN = 10;

/** What a dead-letter topic holds, counted record by record. */
export class Summary {
  #records = 0;
  #redriven = 0;
  #oldest: string | undefined;
  #newest: string | undefined;
  readonly #reasons = new Map<string, number>();
  #offsets: number[] = [];

  add({ record, at, reason }: Pick<PoisonRecord, 'record' | 'at' | 'reason'>): void {
    this.#records++;
    this.#offsets.push(record.offset);
    if (this.#oldest === undefined || at < this.#oldest) this.#oldest = at;
    if (this.#newest === undefined || at > this.#newest) this.#newest = at;
    const short = (reason ?? 'no reason is given').slice(0, REASON_LENGTH);
    this.#reasons.set(short, (this.#reasons.get(short) ?? 0) + 1);
  }

  /** Ends a partition: which of its records were put back. */
  endPartition(redriven: OffsetRuns): void {
    this.#redriven += this.#offsets.filter((offset) => redriven.has(offset)).length;
    this.#offsets = [];
  }

  /** The same for programs. */
  json(topic: string): object {
    const reasons = [...this.#reasons].sort(([, a], [, b]) => b - a).slice(0, REASONS_SHOWN);
    return {
      topic,
      exists: true,
      records: this.#records,
      redriven: this.#redriven,
      oldest: this.#oldest,
      newest: this.#newest,
      reasons: reasons.map(([reason, count]) => ({ reason, count })),
    };
  }

  /** One line for the topic and one for each reason, the commonest first. */
  lines(topic: string): string[] {
    if (this.#records === 0) return [`${topic}: empty`];
    const redriven = this.#redriven > 0 ? `, ${this.#redriven} redriven` : '';
    const times = this.#records === 1 ? `at ${this.#oldest}` : `${this.#oldest} to ${this.#newest}`;
    const reasons = [...this.#reasons].sort(([, a], [, b]) => b - a);
    const more = reasons.slice(REASONS_SHOWN).reduce((sum, [, count]) => sum + count, 0);
    return [
      `${topic}: ${recordCount(this.#records)}${redriven}, ${printable(times)}`,
      ...reasons.slice(0, REASONS_SHOWN).map(([reason, count]) => `  ${count} × ${printable(reason)}`),
      ...(more > 0 ? [`  ${more} × other reasons`] : []),
    ];
  }
}

/** `1 record`, `2 records`. */
export const recordCount = (count: number): string => `${count} record${count === 1 ? '' : 's'}`;
