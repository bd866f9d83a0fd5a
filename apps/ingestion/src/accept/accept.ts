import { partitionOf, type GroupCommitProducer, type KafkaConfig } from '@postrider/kafka';
import type { Registry } from '@postrider/registry';
import {
  encodeAcceptedEvent,
  isReservedEventType,
  mintId,
  RESERVED_TENANT,
  topics,
  type EventMeta,
} from '@postrider/schemas';
import type { Clock } from '@postrider/time';
import type { Acceptance, Candidate, Refusal } from './candidate.js';
import type { FirstEvent, KnownIds } from './known-ids.js';
import type { EventQuotas } from './event-quotas.js';
import type { EventSchemas } from './event-schemas.js';
import { openVersion, type VersionRefused, type VersionToTake } from './open-version.js';
import { scheduleRefusal } from './schedule.js';

/** What decides whether an event is accepted. */
export interface AcceptLimits {
  readonly maxEventBytes: number;
  /** How far ahead an event may be scheduled. */
  readonly scheduleAheadMs: number;
}

/** An event that has its place in the order, or needs none. */
export interface Begun {
  readonly acceptance: Promise<Acceptance>;
}

/** An event that may be written, with the version that it carries. */
interface Taken {
  readonly kind: 'taken';
  readonly version: number | undefined;
}

/** How long a publisher waits while the registry is asked whether what it names has just been made. */
const REGISTRY_PATIENCE_MS = 3000;

/** The one way into Postrider: checks an event, and has it on Kafka before it says so. */
export class Accept {
  /** Ids that are on their way to Kafka: a second request with the same waits for the first. */
  readonly #underWay = new Map<string, Promise<FirstEvent | undefined>>();
  readonly #partitions: number;

  constructor(
    private readonly registry: Registry,
    private readonly schemas: EventSchemas,
    private readonly knownIds: KnownIds,
    private readonly quotas: EventQuotas,
    private readonly producer: GroupCommitProducer,
    private readonly clock: Clock,
    config: KafkaConfig,
    private readonly limits: AcceptLimits,
  ) {
    this.#partitions = config.KAFKA_EVENT_PARTITIONS;
  }

  /** Accepts the event or says what is wrong with it; rejects with Unavailable when it can't be known to be on Kafka. */
  async accept(candidate: Candidate): Promise<Acceptance> {
    const { acceptance } = await this.begin(candidate);
    return acceptance;
  }

  /**
   * The same, for who accepts several in order: once this resolves, the event has its place among those of its
   * ordering key, and the next can be begun; what becomes of it is known later.
   */
  async begin(candidate: Candidate): Promise<Begun> {
    const judged = await this.#judge(candidate);
    if (judged.kind === 'refused') return { acceptance: Promise.resolve(judged) };
    const { version } = judged;
    const taken = version === candidate.version ? candidate : { ...candidate, version };
    return taken.id === undefined
      ? { acceptance: this.#write(taken, mintId('evt', this.clock.now())) }
      : this.#beginOnce(taken, taken.id);
  }

  async #judge(candidate: Candidate): Promise<Refusal | Taken> {
    const { tenant, data, type, version } = candidate;
    if (tenant === RESERVED_TENANT || isReservedEventType(type)) {
      return {
        kind: 'refused',
        code: 'reserved',
        detail: `The tenant ${RESERVED_TENANT} and the event types ${RESERVED_TENANT}.* are the platform's own.`,
      };
    }
    const { maxEventBytes } = this.limits;
    const allowedBytes = Math.min(
      maxEventBytes,
      this.registry.copy.tenant(tenant)?.quota?.maxEventBytes ?? maxEventBytes,
    );
    if (data.length > allowedBytes) {
      return {
        kind: 'refused',
        code: 'payload_too_large',
        detail: `data has ${data.length} bytes; ${allowedBytes} are allowed.`,
      };
    }
    const unscheduled = scheduleRefusal(candidate, this.clock.now(), this.limits.scheduleAheadMs);
    if (unscheduled) return unscheduled;
    const found = await this.#openVersion(type, version);
    if (found.kind === 'refused') return found;
    const faults = this.schemas.check(type, found.open, data);
    if (faults.length === 0) return { kind: 'taken', version: found.carried };
    const which = found.carried === undefined ? type : `${type}, version ${found.carried}`;
    return { kind: 'refused', code: 'schema_mismatch', detail: `data does not fit the schema of ${which}.`, faults };
  }

  /** What was answered to be there, or to be open again, is never refused, though its record may still be on the way to us. */
  async #openVersion(type: string, named: number | undefined): Promise<VersionToTake | VersionRefused> {
    const found = openVersion(type, this.registry.copy.eventType(type), named);
    if (found.kind === 'version') return found;
    await this.registry.caughtUp(REGISTRY_PATIENCE_MS);
    return openVersion(type, this.registry.copy.eventType(type), named);
  }

  /** Requests with the same id take turns, from the look-up on: each learns what became of the one before. */
  async #beginOnce(candidate: Candidate, id: string): Promise<Begun> {
    const key = `${candidate.tenant}:${id}`;
    for (let before = this.#underWay.get(key); before; before = this.#underWay.get(key)) {
      const first = await before;
      if (first) return { acceptance: Promise.resolve(duplicateOf(id, first)) };
    }
    let begun: () => void = () => undefined;
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    const acceptance = this.#writeUnlessKnown(candidate, id, begun).finally(() => this.#underWay.delete(key));
    // What fails is no first event: whoever waits for it goes on by itself.
    const outcome = acceptance.then(
      (accepted) => (accepted.kind === 'accepted' ? accepted : undefined),
      () => undefined,
    );
    this.#underWay.set(key, outcome);
    await Promise.race([hasBegun, outcome]);
    return { acceptance };
  }

  async #writeUnlessKnown(candidate: Candidate, id: string, begun: () => void): Promise<Acceptance> {
    const first = await this.knownIds.find(candidate.tenant, id);
    if (first) return duplicateOf(id, first);
    const writing = this.#write(candidate, id);
    begun();
    const accepted = await writing;
    if (accepted.kind === 'accepted') this.knownIds.remember(candidate.tenant, id, accepted);
    return accepted;
  }

  async #write(candidate: Candidate, id: string): Promise<Acceptance> {
    const { tenant, type, version, data, orderingKey, deliverAt, labels, cloudEvent } = candidate;
    const overMs = this.quotas.take(this.registry.copy.tenant(tenant));
    if (overMs > 0) return overQuota(tenant, overMs);
    const acceptedAt = this.clock.timestamp();
    const timestamp = candidate.timestamp ?? acceptedAt;
    const sending = candidate.trace?.sending({ tenant, id, type });
    const meta: EventMeta = {
      tenant,
      id,
      type,
      version,
      timestamp,
      acceptedAt,
      orderingKey,
      deliverAt,
      labels: labels && labels.length > 0 ? [...new Set(labels)] : undefined,
      idChosen: candidate.id !== undefined,
      cloudEvent,
      trace: sending?.context,
    };
    const record = encodeAcceptedEvent({ meta, data });
    try {
      const sent = this.producer.send({
        topic: topics.events.name,
        partition: partitionOf(String(record.key), this.#partitions),
        ...record,
      });
      await (sending ? sending.until(sent) : sent);
    } catch (error) {
      this.quotas.giveBack(tenant);
      throw error;
    }
    return { kind: 'accepted', id, type, timestamp, duplicate: false };
  }
}

const overQuota = (tenant: string, forMs: number): Acceptance => ({
  kind: 'refused',
  code: 'event_quota_exceeded',
  detail: `The tenant ${tenant} has published all that it may today; midnight, UTC, is in ${Math.ceil(forMs / 60_000)} min.`,
  retryAfterSeconds: Math.ceil(forMs / 1000),
});

const duplicateOf = (id: string, { type, timestamp }: FirstEvent): Acceptance => ({
  kind: 'accepted',
  id,
  type,
  timestamp,
  duplicate: true,
});
