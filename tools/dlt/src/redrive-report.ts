import type { OutgoingRecord } from '@postrider/kafka';
import type { Clock } from '@postrider/time';
import type { PoisonRecord } from './poison-record.js';
import { printable } from './shown-bytes.js';
import { recordCount } from './summary.js';
import type { Terminal } from './terminal.js';

const SKIPS_SHOWN = 20;
const PROGRESS_MS = 2000;

/** Counts what a redrive did, says so at its end, and meanwhile how far it got. */
export class RedriveReport {
  #skipped = 0;
  #before = 0;
  readonly #sent = new Map<string, number>();
  #saidAtMs: number;

  constructor(
    private readonly dryRun: boolean,
    private readonly terminal: Terminal,
    private readonly clock: Clock,
  ) {
    this.#saidAtMs = clock.monotonic();
  }

  get skipped(): number {
    return this.#skipped;
  }

  /** A record was put back; of a dry run, would have been. */
  sent({ topic }: Pick<OutgoingRecord, 'topic'>): void {
    this.#sent.set(topic, (this.#sent.get(topic) ?? 0) + 1);
    this.#progress();
  }

  /** A poison record that can't be put back; each is named, up to a number. */
  skip({ record }: Pick<PoisonRecord, 'record'>, why: string): void {
    if (++this.#skipped > SKIPS_SHOWN) return;
    this.terminal.line(printable(`skipped: partition ${record.partition}, offset ${record.offset}: ${why}`));
  }

  /** A poison record that an earlier run put back. */
  before(): void {
    this.#before++;
    this.#progress();
  }

  /** Says what was done. */
  end(): void {
    const verb = this.dryRun ? 'would be put back' : 'put back';
    for (const [topic, count] of this.#sent)
      this.terminal.line(`${recordCount(count)} ${verb} into ${printable(topic)}`);
    if (this.#sent.size === 0) this.terminal.line(`nothing ${verb}`);
    if (this.#before > 0) this.terminal.line(`${recordCount(this.#before)} put back before`);
    if (this.#skipped > 0) this.terminal.line(`${recordCount(this.#skipped)} skipped`);
  }

  #progress(): void {
    const nowMs = this.clock.monotonic();
    if (nowMs - this.#saidAtMs < PROGRESS_MS) return;
    this.#saidAtMs = nowMs;
    const sent = [...this.#sent.values()].reduce((sum, count) => sum + count, 0);
    this.terminal.note(`  … ${recordCount(sent)} ${this.dryRun ? 'counted' : 'put back'}`);
  }
}
