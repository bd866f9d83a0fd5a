import type { OutgoingRecord } from '@postrider/kafka';
import type { Clock } from '@postrider/time';
import type { PoisonRecord } from './poison-record.js';
import type { RedriveCommand } from './which-records.js';
import { printable } from '../answers/shown-bytes.js';
import { recordCount } from './summary.js';
import type { Terminal } from '../terminal.js';

const SKIPS_SHOWN = 20;
const PROGRESS_MS = 2000;

/** Counts what a redrive did, says so at its end, and meanwhile how far it got. */
export class RedriveReport {
  #skipped = 0;
  #before = 0;
  readonly #sent = new Map<string, number>();
  readonly #skips: { readonly partition: number; readonly offset: number; readonly why: string }[] = [];
  #saidAtMs: number;

  constructor(
    private readonly command: Pick<RedriveCommand, 'dryRun' | 'json'>,
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
    const { partition, offset } = record;
    if (this.command.json) this.#skips.push({ partition, offset, why });
    else this.terminal.line(printable(`skipped: partition ${partition}, offset ${offset}: ${why}`));
  }

  /** A poison record that an earlier run put back. */
  before(): void {
    this.#before++;
    this.#progress();
  }

  /** Says what was done. */
  end(): void {
    if (this.command.json) {
      const putBack = Object.fromEntries(this.#sent);
      const { dryRun } = this.command;
      const report = { dryRun, putBack, before: this.#before, skipped: this.#skipped, skips: this.#skips };
      this.terminal.line(JSON.stringify(report));
      return;
    }
    const verb = this.command.dryRun ? 'would be put back' : 'put back';
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
    this.terminal.note(`  … ${recordCount(sent)} ${this.command.dryRun ? 'counted' : 'put back'}`);
  }
}
