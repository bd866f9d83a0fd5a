import type { GroupCommitProducer } from '@postrider/kafka';
import type { Log, Metrics } from '@postrider/observability';
import { AdvisoryLock, forgetSent, outboxBacklog, resendRecent, sendUnsent, type Sql } from '@postrider/persistence';
import { backOffMs, type Cancel, type Clock } from '@postrider/time';

/** Somebody tells when there is something to send; this is for when that got lost. */
const LOOK_MS = 2000;
const BACK_OFF = { baseMs: 100, capMs: 5000 };
/** After this long no request of the relay before can still land. */
const OLD_REQUESTS_GONE_MS = 30_000;
/** What the relay before may have sent late: compaction keeps the last record, which must be the newest version. */
const RESEND_MINUTES = 10;
const FORGET_MS = 3_600_000;

/**
 * Sends what changed in the configuration to postrider.registry. One process at a time does, under an advisory lock. A
 * new one begins at once, since readers ignore older versions; and when no request of its predecessor can land any
 * more, it sends again what changed of late, so that the newest version is also the last in the topic.
 */
export class RegistryRelay {
  readonly #lock: AdvisoryLock;
  readonly #stopping = new AbortController();
  readonly #sent;
  #wake: (() => void) | undefined;
  #awake = false;
  #cancels: Cancel[] = [];

  constructor(
    private readonly sql: Sql,
    private readonly producer: GroupCommitProducer,
    databaseUrl: string,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.#lock = new AdvisoryLock(databaseUrl, 'relay', clock, log);
    this.#sent = metrics.counter({
      name: 'registry_changes_sent_total',
      help: 'Changes of the configuration that were put on postrider.registry.',
    });
    metrics.gauge(
      { name: 'registry_outbox_changes', help: 'Changes of the configuration that wait to be sent.' },
      async (gauge) => {
        gauge.set((await this.#backlog())?.count ?? Number.NaN);
      },
    );
    metrics.gauge(
      { name: 'registry_outbox_oldest_seconds', help: 'For how long the oldest of them has waited.' },
      async (gauge) => {
        gauge.set((await this.#backlog())?.oldestSeconds ?? Number.NaN);
      },
    );
  }

  start(): void {
    void this.#run().catch((error: unknown) => {
      if (!this.#stopping.signal.aborted) this.log.error({ error }, 'relay.ended');
    });
  }

  /** Has the outbox looked at soon. */
  poke(): void {
    this.#awake = true;
    this.#wake?.();
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the relay is stopping'));
    for (const cancel of this.#cancels) cancel();
    this.poke();
    await this.#lock.release();
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const lost = await this.#lock.acquire();
      this.log.info('relay.took-over');
      this.#cancels = [
        this.clock.after(
          OLD_REQUESTS_GONE_MS,
          () => void this.#again(`resend`, () => resendRecent(this.sql, RESEND_MINUTES)),
        ),
        this.clock.after(FORGET_MS, () => this.#forgetLater()),
      ];
      await this.#relayUntil(lost);
      for (const cancel of this.#cancels) cancel();
    }
  }

  async #relayUntil(lost: AbortSignal): Promise<void> {
    for (let failures = 0; !lost.aborted && !this.#stopping.signal.aborted;) {
      try {
        const more = await this.#relay();
        failures = 0;
        if (!more) await this.#sleep(LOOK_MS);
      } catch (error) {
        failures += 1;
        const waitMs = backOffMs(BACK_OFF, failures);
        this.log.warn({ error, waitMs }, 'relay.failed');
        await this.#sleep(waitMs);
      }
    }
  }

  /** Answers whether there may be more to send. */
  async #relay(): Promise<boolean> {
    this.#awake = false;
    const { sent, more } = await sendUnsent(this.sql, (record) => this.producer.send(record));
    this.#sent.inc(sent);
    return more;
  }

  #sleep(ms: number): Promise<void> {
    if (this.#awake) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.clock.after(ms, () => this.#wake?.());
      this.#wake = () => {
        cancel();
        this.#wake = undefined;
        resolve();
      };
    });
  }

  #forgetLater(): void {
    void this.#again('forget', () => forgetSent(this.sql, 2 * RESEND_MINUTES));
    this.#cancels.push(this.clock.after(FORGET_MS, () => this.#forgetLater()));
  }

  async #again(what: string, work: () => Promise<number>): Promise<void> {
    try {
      const changes = await work();
      if (changes > 0) this.log.info({ what, changes }, 'relay.tidied');
      this.poke();
    } catch (error) {
      this.log.warn({ error, what }, 'relay.tidy-failed');
      if (!this.#stopping.signal.aborted)
        this.#cancels.push(this.clock.after(BACK_OFF.capMs, () => void this.#again(what, work)));
    }
  }

  async #backlog() {
    return outboxBacklog(this.sql).catch(() => undefined);
  }
}
