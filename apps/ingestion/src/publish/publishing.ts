import type { Registry } from '@postrider/registry';
import { MAX_BATCH_EVENTS, problem, problems, type BatchPublished, type Published } from '@postrider/schemas';
import { ProblemError } from '@postrider/service';
import { Unavailable, type Clock } from '@postrider/time';
import type { Trace, Tracing } from '@postrider/tracing';
import type { AcceptMetrics } from '../accept/accept-metrics.js';
import type { Accept, Begun } from '../accept/accept.js';
import type { Acceptance, Refusal } from '../accept/candidate.js';
import { EventTrace } from '../accept/event-trace.js';
import type { PublishLimits } from '../accept/publish-limits.js';
import type { CloudEventLimits } from '../cloud-events/cloud-event.js';
import { scanArray } from '../exact-json/exact-json.js';
import { inOrderOfKeys } from './in-order.js';
import { formOf, type PublishForm, type PublishRequest } from './publish-request.js';
import { answerTraced } from './request-trace.js';
import { readBinary, readEnvelope, readStructured, type ReadEvent } from './read-event.js';

type BatchResult = BatchPublished['results'][number];

/** What one event's request may have beside its data. */
const ENVELOPE_BYTES = 16 * 1024;
/** As traces name it. */
const ROUTE = '/v1/tenants/{tenant}/events';
/** All that one batch may have. */
const MAX_BATCH_BYTES = 8 * 1024 * 1024;

/** What the largest request may have, a batch or one event with that much data. */
export const maxBodyBytes = (maxEventBytes: number): number =>
  Math.max(MAX_BATCH_BYTES, maxEventBytes + ENVELOPE_BYTES);

/** Publishing over HTTP: from a request's bytes to its answer. */
export class Publishing {
  constructor(
    private readonly accept: Accept,
    private readonly limits: PublishLimits,
    private readonly registry: Registry,
    private readonly clock: Clock,
    private readonly metrics: AcceptMetrics,
    private readonly sizes: CloudEventLimits,
    private readonly tracing: Tracing,
  ) {}

  /** Answers once the event is on Kafka; throws the problem when it's refused. */
  publish(tenant: string, request: PublishRequest): Promise<Published | BatchPublished> {
    return answerTraced(this.tracing, { route: ROUTE, tenant, request }, (trace) => this.#one(tenant, request, trace));
  }

  /** Judges each event of a batch by itself; throws the problem only of a body that is no batch. */
  publishBatch(tenant: string, request: PublishRequest): Promise<BatchPublished> {
    return answerTraced(this.tracing, { route: `${ROUTE}/batch`, tenant, request }, (trace) =>
      this.#batch(tenant, formOf(request), request, trace),
    );
  }

  async #one(tenant: string, request: PublishRequest, trace: Trace | undefined): Promise<Published | BatchPublished> {
    const form = formOf(request);
    if (form === 'batch') return this.#batch(tenant, form, request, trace);
    const startMs = this.clock.monotonic();
    this.#limit(tenant);
    const accepted = await this.#accept(this.#read(tenant, form, request), trace);
    this.metrics.accepted('http', accepted.duplicate, this.clock.monotonic() - startMs, trace?.exemplar);
    return accepted;
  }

  async #batch(
    tenant: string,
    form: PublishForm,
    request: PublishRequest,
    trace: Trace | undefined,
  ): Promise<BatchPublished> {
    const startMs = this.clock.monotonic();
    if (form === 'unreadable') throw unreadable();
    const read = itemsOf(request.body).map((bytes, index): ReadEvent => {
      if (form === 'batch') return readStructured(tenant, bytes, this.sizes);
      return readEnvelope(tenant, bytes, request.derivedId === undefined ? undefined : `${request.derivedId}_${index}`);
    });
    const results = new Array<Promise<BatchResult>>(read.length);
    await inOrderOfKeys(read, orderingKeyOf, async (event, index) => {
      const begun = this.#begin(tenant, event, trace);
      const result = begun
        .then(({ acceptance }) => acceptance)
        .then(
          (acceptance) => this.#resultOf(acceptance, startMs, trace),
          (error: unknown) => this.#failed(error),
        );
      results[index] = result;
      // A fault of ours, which is thrown below: until then nobody looks at it.
      result.catch(() => undefined);
      await begun.catch(() => undefined);
    });
    return { results: await Promise.all(results) };
  }

  #read(tenant: string, form: Exclude<PublishForm, 'batch'>, request: PublishRequest): ReadEvent {
    const { body, derivedId } = request;
    const most = this.sizes.maxDataBytes + ENVELOPE_BYTES;
    if (body.length > most)
      throw new ProblemError('payload_too_large', `The body has ${body.length} bytes; ${most} are allowed.`);
    switch (form) {
      case 'unreadable':
        throw unreadable();
      case 'structured':
        return readStructured(tenant, body, this.sizes);
      case 'binary':
        return readBinary(tenant, request, this.sizes);
      case 'envelope':
        return readEnvelope(tenant, body, derivedId);
    }
  }

  async #accept(event: ReadEvent, trace: Trace | undefined): Promise<Published> {
    const acceptance =
      event.kind === 'read' ? await this.accept.accept(EventTrace.put(this.tracing, event.candidate, trace)) : event;
    if (acceptance.kind === 'refused') {
      const { code, detail, faults, retryAfterSeconds: seconds } = acceptance;
      throw new ProblemError(code, detail, faults, seconds === undefined ? {} : { 'retry-after': String(seconds) });
    }
    const { kind: _kind, ...published } = acceptance;
    return published;
  }

  async #begin(tenant: string, event: ReadEvent, trace: Trace | undefined): Promise<Begun> {
    this.#limit(tenant);
    return event.kind === 'read'
      ? this.accept.begin(EventTrace.put(this.tracing, event.candidate, trace))
      : { acceptance: Promise.resolve(event) };
  }

  #resultOf(acceptance: Acceptance, startMs: number, trace: Trace | undefined): BatchResult {
    if (acceptance.kind === 'refused') return this.#refused(acceptance);
    const { id, duplicate } = acceptance;
    this.metrics.accepted('http', duplicate, this.clock.monotonic() - startMs, trace?.exemplar);
    return { status: 202, id, duplicate };
  }

  #refused({ code, detail, faults }: Refusal): BatchResult {
    this.metrics.rejected('http', code);
    const { status, detail: told, errors } = problem(code, detail, faults);
    return { status, code, detail: told, ...(errors && { errors }) };
  }

  #failed(error: unknown): BatchResult {
    if (error instanceof ProblemError)
      return this.#refused({ kind: 'refused', code: error.code, detail: error.document.detail });
    if (!(error instanceof Unavailable)) throw error;
    this.metrics.rejected('http', 'unavailable');
    return { status: problems.unavailable.status, code: 'unavailable', detail: problems.unavailable.title };
  }

  #limit(tenant: string): void {
    const entity = this.registry.copy.tenant(tenant);
    const waitMs = entity ? this.limits.take(entity) : 0;
    if (waitMs === 0) return;
    throw new ProblemError('rate_limited', `The tenant ${tenant} publishes faster than its publishLimit.`, undefined, {
      'retry-after': String(Math.ceil(waitMs / 1000)),
    });
  }
}

const unreadable = (): ProblemError =>
  new ProblemError('unsupported_media_type', 'The charset of the body is not UTF-8; send JSON in UTF-8.');

/** The events of a batch, each by its own bytes. */
function itemsOf(body: Buffer): Buffer[] {
  const scanned = scanArray(body, { maxItems: MAX_BATCH_EVENTS });
  if (scanned.kind === 'fault') {
    const { code, path, message } = scanned;
    throw new ProblemError(code === 'too_many_items' ? 'invalid_request' : 'malformed_json', message, [
      { path, message },
    ]);
  }
  if (scanned.items.length === 0)
    throw new ProblemError('invalid_request', undefined, [
      { path: '', message: `is a list of 1 to ${MAX_BATCH_EVENTS} events` },
    ]);
  return scanned.items.map(({ start, end }) => body.subarray(start, end));
}

const orderingKeyOf = (event: ReadEvent): string | undefined =>
  event.kind === 'read' ? event.candidate.orderingKey : undefined;
