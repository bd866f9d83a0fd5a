import type { Log } from '@postrider/observability';
import { within, type Cancel, type Clock } from '@postrider/time';
import type { KafkaClient } from './kafkajs/client.js';
import type { TopicAdmin } from './kafkajs/topic-admin.js';

/** How far an assigned partition has come. */
export interface PartitionPosition {
  readonly topic: string;
  readonly partition: number;
  /** The next offset to be fetched; 0 while nothing was. */
  readonly position: number;
  /** The offset before which all is done; undefined while nothing was taken in. */
  readonly done: number | undefined;
  /** Paused by us, because what was taken in isn't done: not the client's fault. */
  readonly paused: boolean;
}

/** What {@link StallWatch} looks at and whom it tells. */
export interface Watched {
  positions(): readonly PartitionPosition[];
  /** Records not done, by topic. */
  measured(lag: ReadonlyMap<string, number>): void;
  stalled(reason: string): void;
  gaveUp(reason: string): void;
}

const CHECK_MS = 5000;
/** Twice a group's session: longer than any rebalance that ends. */
const STALL_MS = 20_000;

/**
 * Notices when a consumer holds partitions that have records and doesn't fetch them: the client can end up so, and
 * says nothing. The first time the consumer is made anew; if it then doesn't move either, the process has to go.
 */
export class StallWatch {
  #admin: TopicAdmin | undefined;
  #cancel: Cancel | undefined;
  #moved = new Map<string, { readonly position: number; readonly sinceMs: number }>();
  #rebuiltAtMs: number | undefined;
  #alive = true;
  #checks = 0;
  #stopped = false;

  constructor(
    private readonly client: Pick<KafkaClient, 'admin'>,
    private readonly groupId: string,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly watched: Watched,
  ) {}

  /** False once the process should be replaced. */
  get alive(): boolean {
    return this.#alive;
  }

  start(): void {
    if (this.#stopped) return;
    this.#cancel = this.clock.after(CHECK_MS, () => void this.#check().finally(() => this.start()));
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#dropAdmin();
  }

  /** A rebalance is progress: every partition gets its time anew. */
  assignmentChanged(): void {
    this.#moved.clear();
  }

  async #check(): Promise<void> {
    this.#checks += 1;
    try {
      await within(this.clock, 2 * CHECK_MS, 'asking for offsets', this.#measure());
    } catch (error) {
      // Kafka is away, or slow: that is no stall of ours.
      this.log.debug({ error }, 'consumer.watch-failed');
      this.#moved.clear();
      this.#dropAdmin();
    }
  }

  async #measure(): Promise<void> {
    const admin = await this.#connected();
    const topics = new Set(this.watched.positions().map(({ topic }) => topic));
    const lag = new Map<string, number>();
    const stalls: string[] = [];
    for (const topic of topics) {
      const start = await admin.startOffsets(this.groupId, topic);
      const end = await admin.endOffsets(topic);
      for (const at of this.watched.positions()) {
        if (at.topic !== topic) continue;
        const from = start.get(at.partition) ?? 0;
        const to = end.get(at.partition) ?? 0;
        lag.set(topic, (lag.get(topic) ?? 0) + Math.max(0, to - Math.max(at.done ?? from, from)));
        stalls.push(...this.#judge(at, Math.max(at.position, from), to));
      }
    }
    if (this.#admin !== admin) return;
    this.watched.measured(lag);
    this.#act(stalls[0]);
  }

  /** A connection that comes after its check was given up, or after the end, is of no use to anybody. */
  async #connected(): Promise<TopicAdmin> {
    if (this.#admin) return this.#admin;
    const checking = this.#checks;
    const admin = await this.client.admin();
    if (this.#stopped || checking !== this.#checks) {
      await admin.disconnect();
      throw new Error('the check is over');
    }
    return (this.#admin = admin);
  }

  #judge({ topic, partition, paused }: PartitionPosition, position: number, end: number): string[] {
    const key = `${topic}:${partition}`;
    const nowMs = this.clock.monotonic();
    const last = this.#moved.get(key);
    if (paused || position >= end || last?.position !== position) {
      this.#moved.set(key, { position, sinceMs: nowMs });
      return [];
    }
    const stillMs = nowMs - last.sinceMs;
    return stillMs > STALL_MS
      ? [`${key} has ${end - position} records and nothing was fetched for ${Math.round(stillMs / 1000)} s`]
      : [];
  }

  #act(stall: string | undefined): void {
    const nowMs = this.clock.monotonic();
    if (stall === undefined) {
      if (this.#rebuiltAtMs !== undefined && nowMs - this.#rebuiltAtMs > 3 * STALL_MS) this.#rebuiltAtMs = undefined;
      return;
    }
    this.#moved.clear();
    if (this.#rebuiltAtMs === undefined) {
      this.#rebuiltAtMs = nowMs;
      this.watched.stalled(stall);
      return;
    }
    this.#alive = false;
    this.watched.gaveUp(stall);
  }

  #dropAdmin(): void {
    const admin = this.#admin;
    this.#admin = undefined;
    void admin?.disconnect().catch(() => undefined);
  }
}
