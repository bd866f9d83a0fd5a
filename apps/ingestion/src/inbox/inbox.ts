import { DONE, type Handled, type KafkaRecord } from '@postrider/kafka';
import { problems, TenantId, type Fault } from '@postrider/schemas';
import { ProblemError } from '@postrider/service';
import type { Clock } from '@postrider/time';
import { contextOfHeaders, processStep, type Trace, type Tracing } from '@postrider/tracing';
import type { AcceptMetrics } from '../accept/accept-metrics.js';
import type { Acceptance, Candidate } from '../accept/candidate.js';
import { EventTrace } from '../accept/event-trace.js';
import { parseCloudEventRecord } from '../cloud-events/cloud-event-record.js';
import { candidateOf, type CloudEventCandidate } from '../cloud-events/cloud-event-candidate.js';
import type { CloudEvent, CloudEventLimits } from '../cloud-events/cloud-event.js';

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

/** Publishing from Kafka: from a CloudEvent in a record to an accepted event, or to the topic's dead-letter topic with the reason. */
export class Inbox {
  readonly #tenantOf: ReadonlyMap<string, string | undefined>;

  constructor(
    private readonly accept: Acceptor,
    private readonly tenants: TenantDirectory,
    topics: InboxTopics,
    private readonly sizes: CloudEventLimits,
    private readonly clock: Clock,
    private readonly metrics: AcceptMetrics,
    private readonly tracing: Tracing,
  ) {
    this.#tenantOf = new Map(topics.map(({ topic, tenant }) => [topic, tenant]));
  }

  /** Done once the event is on Kafka; poison when it can't be accepted as it is. */
  take(record: KafkaRecord): Promise<Handled> {
    if (!this.tracing.on) return this.#take(record, undefined);
    const trace = this.tracing.accept(contextOfHeaders(record.headers), processStep(record));
    return trace ? trace.until(this.#take(record, trace), refusalOf) : this.#take(record, undefined);
  }

  async #take(record: KafkaRecord, trace: Trace | undefined): Promise<Handled> {
    const startMs = this.clock.monotonic();
    const event = parseCloudEventRecord(record, this.sizes);
    if (event.kind === 'refused') return this.#refuse('not_an_event', event.message);
    const read = this.#candidateOf(record.topic, event);
    if ('faults' in read)
      return this.#refuse('invalid_request', explain('The event can not be accepted.', read.faults));
    const { candidate } = read;
    const unknown = await this.#unknownTenant(candidate.tenant);
    if (unknown !== undefined) return this.#refuse('not_found', unknown);
    return this.#answer(await this.accept.accept(EventTrace.put(this.tracing, candidate, trace)), startMs, trace);
  }

  #candidateOf(topic: string, event: CloudEvent): CloudEventCandidate {
    const tenant = this.#tenantOf.get(topic) ?? event.extensions.tenant;
    const fault = tenantFault(tenant);
    const read = candidateOf(tenant ?? '', event);
    if (!fault) return read;
    return { faults: [fault, ...('faults' in read ? read.faults : [])] };
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

  #answer(acceptance: Acceptance, startMs: number, trace: Trace | undefined): Handled {
    if (acceptance.kind === 'refused')
      return this.#refuse(
        acceptance.code,
        explain(acceptance.detail ?? problems[acceptance.code].title, acceptance.faults ?? []),
      );
    this.metrics.accepted('inbox', acceptance.duplicate, this.clock.monotonic() - startMs, trace?.exemplar);
    return acceptance.duplicate ? { kind: 'skipped', reason: 'duplicate' } : DONE;
  }

  #refuse(code: Parameters<AcceptMetrics['rejected']>[1], reason: string): Handled {
    this.metrics.rejected('inbox', code);
    return { kind: 'poison', reason: code === 'not_an_event' ? reason : `${code}: ${reason}` };
  }
}

const refusalOf = ({ kind }: Handled) => (kind === 'poison' ? { type: 'refused' } : undefined);

function tenantFault(tenant: string | undefined): Fault | undefined {
  if (tenant === undefined) {
    return {
      path: 'tenant',
      message: 'is missing: send the extension ce_tenant, or bind the topic to a tenant in INBOX_TOPICS',
    };
  }
  return TenantId.safeParse(tenant).success ? undefined : { path: 'tenant', message: 'is 1 to 64 of A-Z a-z 0-9 _ -' };
}

const explain = (detail: string, faults: readonly Fault[]): string =>
  [detail, ...faults.map(({ path, message }) => `${path} ${message}`)].join(' ');
