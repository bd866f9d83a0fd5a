import { partitionOf, type GroupCommitProducer, type KafkaConfig } from '@postrider/kafka';
import type { Registry } from '@postrider/registry';
import {
  encodeAcceptedEvent,
  isReservedEventType,
  mintId,
  RESERVED_TENANT,
  topics,
  type EventMeta,
  type EventTypeEntity,
} from '@postrider/schemas';
import type { Clock } from '@postrider/time';
import type { Acceptance, Candidate } from './candidate.js';
import type { FirstEvent, KnownIds } from './known-ids.js';
import type { EventSchemas } from './event-schemas.js';

/** What decides whether an event is accepted. */
export interface AcceptLimits {
  readonly maxEventBytes: number;
}

/** An event that has its place in the order, or needs none. */
export interface Begun {
  readonly acceptance: Promise<Acceptance>;
}

/** How long a publisher waits while the registry is asked whether what it names has just been made. */
const REGISTRY_PATIENCE_MS = 3000;

/** Event types have one version as yet. */
const ONLY_VERSION = 1;

/** The one way into Postrider: checks an event, and has it on Kafka before it says so. */
export class Accept {
  /** Ids that are on their way to Kafka: a second request with the same waits for the first. */
  readonly #underWay = new Map<string, Promise<FirstEvent | undefined>>();
  readonly #partitions: number;

  constructor(
    private readonly registry: Registry,
    private readonly schemas: EventSchemas,
    private readonly knownIds: KnownIds,
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
    const refusal = await this.#refusalOf(candidate);
    if (refusal) return { acceptance: Promise.resolve(refusal) };
    return candidate.id === undefined
      ? { acceptance: this.#write(candidate, mintId('evt', this.clock.now())) }
      : this.#beginOnce(candidate, candidate.id);
  }

  async #refusalOf(candidate: Candidate): Promise<Acceptance | undefined> {
    const { tenant, data, type, version } = candidate;
    if (tenant === RESERVED_TENANT || isReservedEventType(type)) {
      return {
        kind: 'refused',
        code: 'reserved',
        detail: `The tenant ${RESERVED_TENANT} and the event types ${RESERVED_TENANT}.* are the platform's own.`,
      };
    }
    if (data.length > this.limits.maxEventBytes) {
      return {
        kind: 'refused',
        code: 'payload_too_large',
        detail: `data has ${data.length} bytes; ${this.limits.maxEventBytes} are allowed.`,
      };
    }
    const eventType = await this.#eventType(type);
    if (!eventType)
      return {
        kind: 'refused',
        code: 'unknown_event_type',
        detail: `There is no event type ${type}; PUT /v1/event-types/${type} first.`,
      };
    if (version !== undefined && version !== ONLY_VERSION) {
      return {
        kind: 'refused',
        code: 'unknown_version',
        detail: `${type} has no version ${version}; leave version out, or give ${ONLY_VERSION}.`,
      };
    }
    const faults = this.schemas.check(eventType, data);
    if (faults.length > 0)
      return { kind: 'refused', code: 'schema_mismatch', detail: `data does not fit the schema of ${type}.`, faults };
    return undefined;
  }

  /** An event type whose creation was answered is never refused, though its record may still be on the way to us. */
  async #eventType(name: string): Promise<EventTypeEntity | undefined> {
    const known = this.registry.copy.eventType(name);
    if (known) return known;
    await this.registry.caughtUp(REGISTRY_PATIENCE_MS);
    return this.registry.copy.eventType(name);
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
    const { tenant, type, version, data, orderingKey, labels, cloudEvent } = candidate;
    const acceptedAt = this.clock.timestamp();
    const timestamp = candidate.timestamp ?? acceptedAt;
    const meta: EventMeta = {
      tenant,
      id,
      type,
      version,
      timestamp,
      acceptedAt,
      orderingKey,
      labels: labels && labels.length > 0 ? [...new Set(labels)] : undefined,
      idChosen: candidate.id !== undefined,
      cloudEvent,
    };
    const record = encodeAcceptedEvent({ meta, data });
    await this.producer.send({
      topic: topics.events.name,
      partition: partitionOf(String(record.key), this.#partitions),
      ...record,
    });
    return { kind: 'accepted', id, type, timestamp, duplicate: false };
  }
}

const duplicateOf = (id: string, { type, timestamp }: FirstEvent): Acceptance => ({
  kind: 'accepted',
  id,
  type,
  timestamp,
  duplicate: true,
});
