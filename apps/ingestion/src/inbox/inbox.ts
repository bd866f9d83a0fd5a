import { DONE, type Handled, type KafkaRecord } from '@postrider/kafka';
import { derivedEventId, EventTypeName, OrderingKey, TenantId, type Fault } from '@postrider/schemas';
import { ProblemError } from '@postrider/service';
import type { Clock } from '@postrider/time';
import type { AcceptMetrics } from '../accept/accept-metrics.js';
import type { Acceptance, Candidate } from '../accept/candidate.js';
import { parseCloudEventRecord } from '../cloud-events/cloud-event-record.js';
import type { CloudEvent } from '../cloud-events/cloud-event.js';

/** Where publishers write, and for whom: a topic without a tenant takes it from each event's extension. */
export type InboxTopics = readonly { readonly topic: string; readonly tenant?: string | undefined }[];

/** Who decides about a candidate. */
export interface Acceptor {
  accept(candidate: Candidate): Promise<Acceptance>;
}

/** Who knows tenants; throws ProblemError for one that there isn't. */
export interface TenantDirectory {
  requireTenant(id: string): Promise<void>;
}

/** What can be searched by has to fit into an index. */
const MAX_ATTRIBUTE_BYTES = 1024;

/** Publishing from Kafka: from a CloudEvent in a record to an accepted event, or to the topic's dead-letter topic with the reason. */
export class Inbox {
  readonly #tenantOf: ReadonlyMap<string, string | undefined>;

  constructor(
    private readonly accept: Acceptor,
    private readonly tenants: TenantDirectory,
    topics: InboxTopics,
    private readonly maxEventBytes: number,
    private readonly clock: Clock,
    private readonly metrics: AcceptMetrics,
  ) {
    this.#tenantOf = new Map(topics.map(({ topic, tenant }) => [topic, tenant]));
  }

  /** Done once the event is on Kafka; poison when it can't be accepted as it is. */
  async take(record: KafkaRecord): Promise<Handled> {
    const startMs = this.clock.monotonic();
    const event = parseCloudEventRecord(record, {
      maxDataBytes: this.maxEventBytes,
      maxAttributeBytes: MAX_ATTRIBUTE_BYTES,
    });
    if (event.kind === 'refused') return this.#refuse('not_an_event', event.message);
    const candidate = this.#candidateOf(record.topic, event);
    if ('faults' in candidate)
      return this.#refuse('invalid_request', explain('The event can not be accepted.', candidate.faults));
    const unknown = await this.#unknownTenant(candidate.tenant);
    if (unknown !== undefined) return this.#refuse('not_found', unknown);
    return this.#answer(await this.accept.accept(candidate), startMs);
  }

  #candidateOf(topic: string, event: CloudEvent): Candidate | { readonly faults: readonly Fault[] } {
    const { source, id, type, time, data, extensions } = event;
    const tenant = this.#tenantOf.get(topic) ?? extensions.tenant;
    const orderingKey = extensions.orderingkey;
    const faults: Fault[] = [];
    if (tenant === undefined)
      faults.push({
        path: 'tenant',
        message: 'is missing: send the extension ce_tenant, or bind the topic to a tenant in INBOX_TOPICS',
      });
    else if (!TenantId.safeParse(tenant).success)
      faults.push({ path: 'tenant', message: 'is 1 to 64 of A-Z a-z 0-9 _ -' });
    if (!EventTypeName.safeParse(type).success)
      faults.push({ path: 'type', message: 'is words of A-Z a-z 0-9 _ joined by dots' });
    if (orderingKey !== undefined && !OrderingKey.safeParse(orderingKey).success)
      faults.push({ path: 'orderingkey', message: 'is 1 to 256 characters' });
    if (tenant === undefined || faults.length > 0) return { faults };
    return {
      tenant,
      type,
      data,
      id: derivedEventId(source, id),
      timestamp: time,
      orderingKey,
      cloudEvent: { source, id },
    };
  }

  async #unknownTenant(tenant: string): Promise<string | undefined> {
    try {
      await this.tenants.requireTenant(tenant);
      return undefined;
    } catch (error) {
      if (error instanceof ProblemError) return `There is no tenant ${tenant}; PUT /v1/tenants/${tenant} first.`;
      throw error;
    }
  }

  #answer(acceptance: Acceptance, startMs: number): Handled {
    if (acceptance.kind === 'refused')
      return this.#refuse(acceptance.code, explain(acceptance.detail, acceptance.faults ?? []));
    this.metrics.accepted('inbox', acceptance.duplicate, this.clock.monotonic() - startMs);
    return acceptance.duplicate ? { kind: 'skipped', reason: 'duplicate' } : DONE;
  }

  #refuse(code: Parameters<AcceptMetrics['rejected']>[1], reason: string): Handled {
    this.metrics.rejected('inbox', code);
    return { kind: 'poison', reason: code === 'not_an_event' ? reason : `${code}: ${reason}` };
  }
}

const explain = (detail: string, faults: readonly Fault[]): string =>
  [detail, ...faults.map(({ path, message }) => `${path} ${message}`)].join(' ');
