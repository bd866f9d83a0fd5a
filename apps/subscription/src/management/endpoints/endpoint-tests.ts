import { randomBytes } from 'node:crypto';
import { partitionOf, type GroupCommitProducer, type KafkaConfig } from '@postrider/kafka';
import type { EndpointRepository, EventTypeRepository } from '@postrider/persistence';
import {
  deliveryId,
  encodeAcceptedEvent,
  isReservedEventType,
  mintId,
  TEST_EVENT_TYPE,
  VERIFICATION_EVENT_TYPE,
  topics,
  type EndpointTest,
  type EndpointTestStarted,
  type EventMeta,
} from '@postrider/schemas';
import { notFound, ProblemError } from '@postrider/service';
import type { Clock } from '@postrider/time';

/** What an endpoint is tried with; its version is named where there are several. */
interface Example {
  readonly type: string;
  readonly version?: number;
  readonly data: unknown;
}

/** Sends endpoints an event to try them with: one like any other, but addressed to the endpoint alone. */
/** Nobody guesses it. */
const CHALLENGE_BYTES = 32;

/** Sends endpoints an event to try or to challenge them with: one like any other, but addressed to the endpoint alone. */
export class EndpointTests {
  constructor(
    private readonly endpoints: EndpointRepository,
    private readonly eventTypes: EventTypeRepository,
    private readonly producer: GroupCommitProducer,
    private readonly config: KafkaConfig,
    private readonly clock: Clock,
  ) {}

  /** Resolves once the event is on Kafka: from then on it's delivered, retried and held as any other is. */
  async start(tenant: string, endpoint: string, { eventType }: EndpointTest): Promise<EndpointTestStarted> {
    if (!(await this.endpoints.find(tenant, endpoint))) throw notFound('endpoint');
    return this.#send(tenant, endpoint, mintId('evt', this.clock.now()), await this.#exampleOf(eventType, endpoint));
  }

  /** Sends a challenge; the endpoint is verified once its newest is answered. */
  async verify(tenant: string, endpoint: string): Promise<EndpointTestStarted> {
    const event = mintId('evt', this.clock.now());
    if (!(await this.endpoints.challenge(tenant, endpoint, event))) throw notFound('endpoint');
    const challenge = randomBytes(CHALLENGE_BYTES).toString('base64url');
    return this.#send(tenant, endpoint, event, { type: VERIFICATION_EVENT_TYPE, data: { challenge, endpoint } });
  }

  async #send(
    tenant: string,
    endpoint: string,
    event: string,
    { type, version, data }: Example,
  ): Promise<EndpointTestStarted> {
    const acceptedAt = this.clock.timestamp();
    const times = { timestamp: acceptedAt, acceptedAt };
    const meta: EventMeta = { tenant, id: event, type, version, ...times, idChosen: false, endpoint };
    const record = encodeAcceptedEvent({ meta, data: Buffer.from(JSON.stringify(data)) });
    const partition = partitionOf(String(record.key), this.config.KAFKA_EVENT_PARTITIONS);
    await this.producer.send({ topic: topics.events.name, partition, ...record });
    return { delivery: deliveryId(event, acceptedAt, endpoint), event };
  }

  async #exampleOf(eventType: string | undefined, endpoint: string): Promise<Example> {
    if (eventType === undefined) return { type: TEST_EVENT_TYPE, data: { endpoint } };
    // Whoever listens to those trusts them to have happened.
    if (isReservedEventType(eventType))
      throw new ProblemError('reserved', `${eventType} is the platform's own: leave eventType out.`);
    const rows = await this.eventTypes.find(eventType);
    if (!rows) throw new ProblemError('unknown_event_type');
    const latest = rows.versions.length > 1 ? rows.versions.at(-1) : undefined;
    const version = latest === undefined ? null : await this.eventTypes.findVersion(eventType, latest);
    const { example } = version ?? rows.first;
    if (example === null) {
      const message = 'has no example: give it one with PUT /v1/event-types/{type}, or leave eventType out';
      throw new ProblemError('invalid_request', undefined, [{ path: '/eventType', message }]);
    }
    return { type: eventType, ...(latest !== undefined && { version: latest }), data: example };
  }
}
