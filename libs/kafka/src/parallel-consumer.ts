import type { Log, Metrics } from '@postrider/observability';
import { hasDeadLetterTopic } from '@postrider/schemas';
import { backOffMs, Unavailable, untilItWorks, within, type BackOff, type Cancel, type Clock } from '@postrider/time';
import { decodeFinished, encodeFinished } from './finished-offsets.js';
import { recordBytes, type Handled, type KafkaRecord } from './kafka-record.js';
import type { KafkaClient } from './kafkajs/client.js';
import type { ConsumerListener, MembershipListener } from './kafkajs/consumer-listener.js';
import { SESSION_MS, type CommitPoint, type GroupConsumer } from './kafkajs/group-consumer.js';
import { KeyedQueues } from './keyed-queues.js';
import type { PaceLimits } from './load-pace.js';
import { Membership } from './membership.js';
import { OffsetTracker, type Admitted } from './offset-tracker.js';
import type { PoisonBin } from './poison-bin.js';
import { StallWatch } from './stall-watch.js';

/** What is done with the records of one topic. */
export interface TopicHandler {
  /** Decides about one record. A rejection means that we are broken: the record is tried again. */
  handle(record: KafkaRecord): Promise<Handled>;
  /** Records with the same key are handled one after another, in order. */
  keyOf?(record: KafkaRecord): string | undefined;
}

/** How much may be taken in before fetching pauses. */
export interface IntakeLimits {
  /** Records of one partition between the oldest that isn't done and the newest: what a crash repeats at most. */
  readonly recordsPerPartition: number;
  /** Bytes that aren't done, over all partitions. */
  readonly bytes: number;
}

/** What a consumer is made of. */
export interface ParallelConsumerOptions {
  readonly groupId: string;
  readonly topics: ReadonlyMap<string, TopicHandler>;
  readonly limits: IntakeLimits;
  /** Topics whose equal partitions are to be one member's, where their partition counts are equal. */
  readonly together?: readonly (readonly string[])[];
  /** How far apart fetches are under load, for a consumer that nobody waits for; a few milliseconds when left out. */
  readonly fetchPace?: PaceLimits | undefined;
  /** The waits between tries of a record whose handler fails; up to 5 s when left out. */
  readonly retryBackOff?: BackOff;
  /** Called when the consumer stalled, was made anew and stalled again: the process is no use any more. */
  readonly gaveUp: (reason: string) => void;
}

/** Who acts on what is read, and has to end that when it's another's. */
export interface OwnershipFollower {
  /** What is under way and can't be stopped, or has ended and isn't known to be done yet: a rejoin waits for it, for a moment. */
  inFlight(): number;
  /** The group is joined now, whatever is still under way: what nobody else may do meanwhile has to end. */
  cut?(): void;
  /** Records of a partition that stays are read anew, those that are in hand too: theirs are no longer counted. */
  begunAnew?(topic: string, partition: number): void;
  /** Partitions went to another member. */
  lost(partitions: readonly { readonly topic: string; readonly partition: number }[]): void;
}

interface AssignedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly tracker: OffsetTracker;
  paused: boolean;
  /** What the group is known to have; -1 for nothing. */
  committed: number;
  /** What was committed with it. */
  metadata: string;
  /** What the owner before had done beyond the committed offset. */
  finishedBefore: ReadonlySet<number>;
  /** Until then nothing of it is handled, lest what is finished be done again. */
  ready: Promise<void> | undefined;
  /** Another member's by now, or begun anew: what of it waits here is no longer ours to handle. */
  lost: boolean;
}

/** A restart repeats what was done since the last commit; a commit is off the records' path, so it can be frequent. */
const COMMIT_INTERVAL_MS = 500;
/** What is under way has so long to end before a rejoin: meanwhile everybody in the group waits. */
const REJOIN_PATIENCE_MS = 2000;
/** How long a partition waits to hear what its last owner had done. */
const ASK_PATIENCE_MS = 3000;
/** The client can hang for ever in a commit or a departure. */
const CLIENT_PATIENCE_MS = 5000;
const RETRY_BACK_OFF = { baseMs: 100, capMs: 5000 };
const JOIN_BACK_OFF = { baseMs: 200, capMs: 5000 };
/** A handler that fails this often on one record, for no fault of a dependency, has a bug that the record brings out. */
const MAX_FAULTS = 8;

/**
 * Reads topics as a member of a group and handles their records side by side. What it promises: every record is
 * handled at least once; records of one key in order; an offset is committed only when it and all before it are done;
 * a change of owner repeats what was under way and little else;
 * one slow record holds up nothing but its key, until the intake limits are reached; a record that makes its handler
 * fail again and again ends in the dead-letter topic instead of blocking its partition for ever.
 */
export class ParallelConsumer {
  readonly #partitions = new Map<string, AssignedPartition>();
  readonly #queues = new KeyedQueues();
  readonly #watch: StallWatch;
  readonly #stopping = new AbortController();
  readonly #handled;
  readonly #retried;
  readonly #resets;
  readonly #fetched;
  #consumer: GroupConsumer | undefined;
  /** Aborted when the present consumer is given up: what it still tells is no longer heard. */
  #life = new AbortController();
  #crashes = 0;
  #active = 0;
  #bytes = 0;
  #stopped = false;
  #closed = false;
  #cancelCommit: Cancel | undefined;
  readonly #membership: Membership;
  #follower: OwnershipFollower | undefined;
  #committing: Promise<void> = Promise.resolve();
  /** Being made anew; settled when it isn't. */
  #rebuilding: Promise<void> = Promise.resolve();
  /** Asking what is finished; settled when nobody does. */
  #recalling: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly client: KafkaClient,
    private readonly options: ParallelConsumerOptions,
    private readonly poison: PoisonBin,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.#membership = new Membership(clock, SESSION_MS - 2000);
    this.#handled = metrics.counter({
      name: 'records_handled_total',
      help: 'Records read, by topic and what became of them.',
      labels: ['topic', 'outcome'],
    });
    this.#retried = metrics.counter({
      name: 'records_retried_total',
      help: 'Times that a handler failed and its record was tried again.',
      labels: ['topic'],
    });
    this.#resets = metrics.counter({
      name: 'consumer_offset_resets_total',
      help: 'Times that a partition was read from its beginning because its place was gone.',
      labels: ['topic'],
    });
    for (const topic of options.topics.keys()) {
      poison.expect(topic);
      this.#handled.inc({ topic, outcome: 'done' }, 0);
      this.#resets.inc({ topic }, 0);
    }
    this.#fetched = metrics.histogram(
      { name: 'fetch_records', help: 'Records that one fetch brought, of all partitions of a broker.' },
      [0, 1, 3, 10, 30, 100, 300, 1000],
    );
    metrics.gauge(
      {
        name: 'records_in_progress',
        help: 'Records taken in and not done, or waiting behind one that is not.',
        labels: ['topic'],
      },
      (gauge) => {
        gauge.reset();
        for (const { topic, tracker } of this.#partitions.values()) gauge.inc({ topic }, tracker.span);
      },
    );
    metrics.gauge({ name: 'records_in_progress_bytes', help: 'Bytes of the records taken in and not done.' }, (gauge) =>
      gauge.set(this.#bytes),
    );
    const lag = metrics.gauge({
      name: 'consumer_lag_records',
      help: 'Records of the assigned partitions that are not done.',
      labels: ['topic'],
    });
    this.#watch = new StallWatch(client, options.groupId, clock, log, {
      positions: () => this.#positions(),
      measured: (lags) => {
        lag.reset();
        for (const [topic, records] of lags) lag.set({ topic }, records);
      },
      stalled: (reason) => this.#rebuildFor(reason),
      gaveUp: options.gaveUp,
    });
  }

  /** Joins the group, however long that takes; rejects only when the consumer is stopped before. */
  async start(): Promise<void> {
    await this.#join();
    this.#stopping.signal.throwIfAborted();
    this.#watch.start();
    this.#commitLater();
  }

  /** Whether the group has been joined. */
  get joined(): boolean {
    return this.#consumer !== undefined;
  }

  /** False once nothing has moved for so long that the process should be replaced. */
  get alive(): boolean {
    return this.#watch.alive;
  }

  /**
   * Whether this process surely still has its partitions, or the one that is named: its group heard of it less than its
   * session, less 2 s, ago, and it isn't joining. What one process at a time may do is to be begun only then.
   */
  owns(topic?: string, partition?: number): boolean {
    return this.#membership.fresh && (topic === undefined || this.#partitions.has(`${topic}:${partition}`));
  }

  /** Has somebody told of changes of owner. */
  follow(follower: OwnershipFollower): void {
    this.#follower = follower;
  }

  /** Takes no more records in, and starts no handler; those that run go on. */
  stopIntake(): void {
    this.#stopped = true;
    this.#stopping.abort(new Error('the consumer is stopping'));
  }

  /** Waits until the running handlers are done, `graceMs` at most; answers how many are left. */
  async drain(graceMs: number): Promise<number> {
    const deadline = this.clock.monotonic() + graceMs;
    while (this.#active > 0 && this.clock.monotonic() < deadline) await this.clock.wait(20);
    return this.#active;
  }

  /** Commits what is done and leaves the group. */
  async close(): Promise<void> {
    this.stopIntake();
    this.#closed = true;
    this.#watch.stop();
    this.#cancelCommit?.();
    await within(this.clock, CLIENT_PATIENCE_MS, 'the last commit', this.#commit()).catch((error: unknown) =>
      this.log.warn({ error }, 'consumer.commit-failed'),
    );
    // A join that is under way would leave a member behind that nobody knows.
    await within(this.clock, CLIENT_PATIENCE_MS, 'a join that is under way', this.#rebuilding).catch((error: unknown) =>
      this.log.warn({ error }, 'consumer.join-abandoned'),
    );
    // Its connection would outlive us.
    await within(this.clock, CLIENT_PATIENCE_MS, 'asking what is finished', this.#recalling).catch((error: unknown) =>
      this.log.warn({ error }, 'consumer.recall-abandoned'),
    );
    await this.#leave(this.#consumer);
  }

  async #join(): Promise<void> {
    const { groupId, topics } = this.options;
    const life = (this.#life = new AbortController());
    const signal = AbortSignal.any([life.signal, this.#stopping.signal]);
    const consumer = await untilItWorks(
      () => this.client.consumer(groupId, [...topics.keys()], this.#listen(life.signal)),
      {
        clock: this.clock,
        backOff: JOIN_BACK_OFF,
        signal,
        failed: (error, waitMs) => this.log.warn({ error, waitMs }, 'consumer.join-failed'),
      },
    ).catch((error: unknown) => {
      // Given up while it joined: whoever did that joins again.
      if (life.signal.aborted) return undefined;
      throw error;
    });
    if (signal.aborted) return this.#leave(consumer);
    this.#consumer = consumer;
    this.#repeatPauses();
  }

  #listen(life: AbortSignal): ConsumerListener {
    let rebuilt = this.#crashes > 0;
    return {
      records: async (topic, partition, records) => {
        await this.#partitions.get(`${topic}:${partition}`)?.ready;
        if (life.aborted) return;
        const stop = hasDeadLetterTopic(topic) ? undefined : records.find(({ unreadable }) => unreadable);
        // There is nowhere to put it, and what follows may rest on it.
        if (stop) this.#rebuildFor(`${placeOf(stop)}: ${stop.unreadable?.reason}`);
        else this.#take(topic, partition, records);
      },
      fetched: (records) => {
        this.#fetched.observe(records);
      },
      passed: (topic, partition, nextOffset) => {
        if (!life.aborted) this.#pass(topic, partition, nextOffset);
      },
      assigned: (partitions) => {
        if (life.aborted) return;
        this.#assign(partitions);
        // A consumer that crashes again and again gets its partitions each time, and is no further.
        if (!rebuilt) this.#watch.assignmentChanged();
        rebuilt = false;
      },
      offsetGone: (topic, partition) => {
        this.#resets.inc({ topic });
        const held = this.#partitions.get(`${topic}:${partition}`);
        held?.tracker.rewound();
        // What comes may be other records under the same offsets.
        if (held) held.finishedBefore = new Set();
        this.log.error({ group: this.options.groupId, topic, partition }, 'consumer.offset-gone');
      },
      crashed: (error) => {
        if (!life.aborted) this.#rebuildFor(`the client gave up: ${error.message}`);
      },
      membership: this.#listenAsMember(life),
      fetchPace: this.options.fetchPace,
    };
  }

  #listenAsMember(life: AbortSignal): MembershipListener {
    const whileAlive = (tell: (membership: Membership) => void) => () => {
      if (!life.aborted) tell(this.#membership);
    };
    return {
      together: this.options.together ?? [],
      owned: () => this.#owned(),
      leaving: async () => {
        if (!life.aborted) await this.#settle();
      },
      expelled: () => {
        if (!life.aborted) this.#lose(Array.from(this.#partitions.values()));
      },
      joining: whileAlive((membership) => {
        membership.suspend();
      }),
      heartbeatSent: whileAlive((membership) => {
        membership.heartbeatSent();
      }),
      heartbeatAnswered: whileAlive((membership) => {
        membership.heartbeatAnswered();
      }),
      heartbeatOver: whileAlive((membership) => {
        membership.heartbeatOver();
      }),
    };
  }

  #rebuildFor(reason: string): void {
    if (this.#stopped) return;
    this.#rebuilding = Promise.all([this.#rebuilding, this.#rebuild(reason)]).then(() => undefined);
  }

  async #rebuild(reason: string): Promise<void> {
    const life = this.#life;
    life.abort(new Error(reason));
    this.#membership.suspend();
    const waitMs = backOffMs(JOIN_BACK_OFF, ++this.#crashes);
    this.log.warn({ reason, waitMs }, 'consumer.rebuilt');
    await this.#leave(this.#consumer);
    await this.clock.wait(waitMs);
    // A crash and a stall can both ask for it.
    if (life !== this.#life) return;
    // Only a stop ends the tries to join.
    await this.#join().catch(() => undefined);
  }

  async #leave(consumer: GroupConsumer | undefined): Promise<void> {
    if (this.#consumer === consumer) this.#consumer = undefined;
    if (!consumer) return;
    // The group forgets a member that is silent, should this not come through.
    await within(this.clock, CLIENT_PATIENCE_MS, 'leaving the group', consumer.disconnect()).catch((error: unknown) =>
      this.log.warn({ error }, 'consumer.leave-failed'),
    );
  }

  #assign(assigned: ReadonlyMap<string, readonly number[]>): void {
    const keep = new Set<AssignedPartition>();
    const added: AssignedPartition[] = [];
    for (const [topic, partitions] of assigned) {
      for (const partition of partitions) {
        const held = this.#partitions.get(`${topic}:${partition}`);
        held?.tracker.rejoined(held.committed);
        const now = held ?? this.#hold(topic, partition);
        if (!held) added.push(now);
        keep.add(now);
      }
    }
    this.#lose(Array.from(this.#partitions.values()).filter((held) => !keep.has(held)));
    if (added.length > 0) this.#recall(added);
    this.#membership.joined();
    this.log.info({ group: this.options.groupId, partitions: Object.fromEntries(assigned) }, 'consumer.assigned');
    this.#repeatPauses();
  }

  #hold(topic: string, partition: number): AssignedPartition {
    const assigned: AssignedPartition = {
      topic,
      partition,
      tracker: new OffsetTracker(),
      paused: false,
      committed: -1,
      metadata: '',
      finishedBefore: new Set(),
      ready: undefined,
      lost: false,
    };
    this.#partitions.set(`${topic}:${partition}`, assigned);
    return assigned;
  }

  #owned(): Map<string, number[]> {
    const owned = new Map<string, number[]>();
    for (const { topic, partition } of this.#partitions.values())
      owned.set(topic, [...(owned.get(topic) ?? []), partition]);
    return owned;
  }

  /** Before the group is joined again: what is under way gets a moment to end, and what is done is committed. */
  async #settle(): Promise<void> {
    this.#membership.suspend();
    const deadline = this.clock.monotonic() + REJOIN_PATIENCE_MS;
    const underWay = (): number => this.#follower?.inFlight() ?? this.#active;
    while (underWay() > 0 && this.clock.monotonic() < deadline) await this.clock.wait(10);
    this.#follower?.cut?.();
    await within(this.clock, REJOIN_PATIENCE_MS, 'the commit before a rejoin', this.#commit()).catch(
      (error: unknown) => {
        this.log.warn({ error }, 'consumer.commit-failed');
      },
    );
  }

  /** Has partitions that are new to us wait until it's known what their last owner had done. */
  #recall(added: readonly AssignedPartition[]): void {
    const asking = this.#finishedOf(added);
    this.#recalling = Promise.allSettled([this.#recalling, asking]);
    const asked = within(this.clock, ASK_PATIENCE_MS, 'asking what is finished', asking).catch((error: unknown) => {
      // Then it is done again: at least once is the promise.
      this.log.warn({ error, group: this.options.groupId }, 'consumer.recall-failed');
    });
    for (const held of added) held.ready = asked.finally(() => (held.ready = undefined));
  }

  async #finishedOf(added: readonly AssignedPartition[]): Promise<void> {
    const admin = await this.client.admin();
    try {
      for (const topic of new Set(added.map((held) => held.topic))) {
        const committed = await admin.committed(this.options.groupId, topic);
        for (const held of added) {
          const found = held.topic === topic ? committed.get(held.partition) : undefined;
          if (found) held.finishedBefore = decodeFinished(found.offset, found.metadata);
        }
      }
    } finally {
      void admin.disconnect().catch(() => undefined);
    }
  }

  #lose(lost: readonly AssignedPartition[]): void {
    for (const held of lost) this.#drop(held);
    if (lost.length > 0) this.#follower?.lost(lost);
  }

  #drop(held: AssignedPartition): void {
    held.lost = true;
    this.#bytes -= held.tracker.bytes;
    this.#partitions.delete(`${held.topic}:${held.partition}`);
  }

  #take(topic: string, partition: number, records: readonly KafkaRecord[]): void {
    let assigned = this.#partitions.get(`${topic}:${partition}`);
    const handler = this.options.topics.get(topic);
    const [first] = records;
    if (this.#stopped || !assigned || !handler || !first) return;
    if (!assigned.tracker.follows(first.offset)) {
      this.log.warn(
        { topic, partition, offset: first.offset, position: assigned.tracker.position },
        'consumer.partition-restarted',
      );
      this.#drop(assigned);
      assigned = this.#hold(topic, partition);
      this.#follower?.begunAnew?.(topic, partition);
    }
    this.#crashes = 0;
    const before = assigned.tracker.bytes;
    for (const record of records) this.#admit(handler, record, assigned);
    this.#bytes += assigned.tracker.bytes - before;
    this.#applyLimits();
  }

  #admit(handler: TopicHandler, record: KafkaRecord, assigned: AssignedPartition): void {
    const admitted = assigned.tracker.admit(record.offset, recordBytes(record));
    if (!admitted) return;
    if (assigned.finishedBefore.has(record.offset)) {
      this.#handled.inc({ topic: record.topic, outcome: 'finished_before' });
      assigned.tracker.finish(admitted);
      return;
    }
    let key: string | undefined;
    if (record.unreadable) handler = poisonous(record.unreadable.reason);
    try {
      key = handler.keyOf?.(record);
    } catch (error) {
      handler = poisonous(`its key could not be told: ${textOf(error)}`);
    }
    this.#queues.run(key, () => this.#handle(handler, record, assigned, admitted));
  }

  #pass(topic: string, partition: number, nextOffset: number): void {
    if (!this.#stopped) this.#partitions.get(`${topic}:${partition}`)?.tracker.passed(nextOffset);
  }

  async #handle(
    handler: TopicHandler,
    record: KafkaRecord,
    assigned: AssignedPartition,
    admitted: Admitted,
  ): Promise<void> {
    const handled = await this.#decide(handler, record, assigned);
    if (!handled) return;
    this.#handled.inc({ topic: record.topic, outcome: handled.kind });
    const before = assigned.tracker.bytes;
    assigned.tracker.finish(admitted);
    if (assigned.lost) return;
    this.#bytes += assigned.tracker.bytes - before;
    if (assigned.paused) this.#applyLimits();
  }

  /** The handler's decision, after as many tries as it takes; undefined when the record is no longer ours to handle. */
  async #decide(handler: TopicHandler, record: KafkaRecord, assigned: AssignedPartition): Promise<Handled | undefined> {
    const { topic, partition, offset } = record;
    let faults = 0;
    for (let failures = 1; !this.#stopped && !assigned.lost; failures++) {
      try {
        return await this.#attempt(handler, record);
      } catch (error) {
        if (!(error instanceof Unavailable)) faults += 1;
        this.#retried.inc({ topic });
        if (faults >= MAX_FAULTS) {
          this.log.error({ error, topic, partition, offset }, 'record.handler-failed');
          handler = poisonous(`its handler failed ${MAX_FAULTS} times: ${textOf(error)}`);
          faults = -Infinity;
          continue;
        }
        const waitMs = backOffMs(this.options.retryBackOff ?? RETRY_BACK_OFF, failures);
        this.log.warn({ error, topic, partition, offset, waitMs }, 'record.retried');
        await this.clock.wait(waitMs);
      }
    }
    // Whoever comes next reads it again.
    return undefined;
  }

  async #attempt(handler: TopicHandler, record: KafkaRecord): Promise<Handled> {
    this.#active += 1;
    try {
      const handled = await handler.handle(record);
      if (handled.kind === 'poison') await this.poison.put(record, handled.reason);
      return handled;
    } finally {
      this.#active -= 1;
    }
  }

  /** Pauses what is over its limits and resumes, once it's at half of them, what was paused. */
  #applyLimits(): void {
    const { recordsPerPartition, bytes } = this.options.limits;
    for (const assigned of this.#partitions.values()) {
      const { span } = assigned.tracker;
      if (!assigned.paused && (span >= recordsPerPartition || this.#bytes >= bytes)) this.#pause(assigned, true);
      else if (assigned.paused && span <= recordsPerPartition / 2 && this.#bytes <= bytes / 2)
        this.#pause(assigned, false);
    }
  }

  /** The client may remember from before a rebalance what was paused, or have forgotten: it's told of each partition. */
  #repeatPauses(): void {
    for (const assigned of this.#partitions.values()) this.#pause(assigned, assigned.paused);
    this.#applyLimits();
  }

  #pause(assigned: AssignedPartition, paused: boolean): void {
    assigned.paused = paused;
    if (paused) this.#consumer?.pause(assigned.topic, assigned.partition);
    else this.#consumer?.resume(assigned.topic, assigned.partition);
  }

  #positions() {
    return Array.from(this.#partitions.values(), ({ topic, partition, tracker, paused }) => ({
      topic,
      partition,
      position: tracker.position,
      done: tracker.watermark,
      paused,
    }));
  }

  #commitLater(): void {
    if (this.#closed) return;
    this.#cancelCommit = this.clock.after(
      COMMIT_INTERVAL_MS,
      () => void this.#commit().finally(() => this.#commitLater()),
    );
  }

  /** One after another: an older commit that is tried again must not come after a newer one. */
  #commit(): Promise<void> {
    return (this.#committing = this.#committing.then(() => this.#commitDone()));
  }

  async #commitDone(): Promise<void> {
    const points: (CommitPoint & { readonly assigned: AssignedPartition; readonly metadata: string })[] = [];
    for (const assigned of this.#partitions.values()) {
      const { topic, partition, tracker, committed } = assigned;
      const offset = tracker.watermark;
      if (offset === undefined || offset < committed) continue;
      const metadata = encodeFinished(offset, tracker.finishedAhead());
      if (offset > committed || metadata !== assigned.metadata)
        points.push({ topic, partition, offset, metadata, assigned });
    }
    const consumer = this.#consumer;
    if (!consumer || points.length === 0) return;
    try {
      await within(
        this.clock,
        CLIENT_PATIENCE_MS,
        'committing',
        consumer.commit(points.map(({ assigned: _assigned, ...point }) => point)),
      );
      for (const { assigned, offset, metadata } of points) Object.assign(assigned, { committed: offset, metadata });
    } catch (error) {
      // Nothing is lost: what isn't committed is read again, or committed the next time.
      this.log.debug({ error }, 'consumer.commit-failed');
    }
  }
}

const poisonous = (reason: string): TopicHandler => ({ handle: () => Promise.resolve({ kind: 'poison', reason }) });

const placeOf = ({ topic, partition, offset }: KafkaRecord): string =>
  `${topic}, partition ${partition}, offset ${offset}`;

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
