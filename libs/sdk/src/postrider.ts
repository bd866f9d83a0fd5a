import { randomUUID } from 'node:crypto';
import { SystemClock } from '@postrider/time';
import createClient, { type Client } from 'openapi-fetch';
import type { components as IngestionParts, paths as IngestionPaths } from './api/ingestion.js';
import type { paths as ManagementPaths } from './api/subscription.js';
import { unwrap } from './problem.js';
import { DEFAULT_PATIENCE, retryingFetch, type Patience } from './retrying-fetch.js';

/** Where Postrider is, and who asks. */
export interface PostriderOptions {
  /** Of the ingestion service, such as `http://localhost:8080`. */
  readonly ingestionUrl: string;
  /** Of the subscription service, which has the management API, such as `http://localhost:8081`; the same as ingestion's unless given. */
  readonly managementUrl?: string;
  /** An API key, or the root key. */
  readonly key: string;
  readonly patience?: Partial<Patience>;
  /** In place of the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/** An event to publish. */
export interface NewEvent {
  readonly type: string;
  /** Any JSON value; see {@link Postrider.publishJson} for JSON that must reach receivers byte for byte. */
  readonly data: unknown;
  /** Yours: the same id again is the same event, and delivered once. `[A-Za-z0-9_-]{1,64}` */
  readonly id?: string;
  /** When it happened; now, when left out. */
  readonly timestamp?: Date;
  /** Endpoints that want order get the events of one key one after another. */
  readonly orderingKey?: string;
  /** What subscriptions can ask for, and lists be narrowed down to. */
  readonly labels?: readonly string[];
  /** The version of the event type that `data` is in. */
  readonly version?: number;
  /** Nothing is sent before this time, up to 30 days ahead. Not with `orderingKey`. */
  readonly deliverAt?: Date;
}

export type Published = IngestionParts['schemas']['Published'];
export type BatchResult = IngestionParts['schemas']['BatchPublished']['results'][number];

/** Talks to both of Postrider's APIs. Requests that fail for a moment are made again, and never do anything twice. */
export class Postrider {
  /** Every operation of the publishing API, typed by its OpenAPI document. */
  readonly ingestion: Client<IngestionPaths>;
  /** Every operation of the management API, typed by its OpenAPI document. */
  readonly management: Client<ManagementPaths>;

  constructor({ ingestionUrl, managementUrl = ingestionUrl, key, patience, fetch: send = fetch }: PostriderOptions) {
    const shared = {
      headers: { authorization: `Bearer ${key}` },
      fetch: retryingFetch(send, new SystemClock(), { ...DEFAULT_PATIENCE, ...patience }),
    };
    this.ingestion = createClient<IngestionPaths>({ ...shared, baseUrl: ingestionUrl });
    this.management = createClient<ManagementPaths>({ ...shared, baseUrl: managementUrl });
    for (const client of [this.ingestion, this.management]) client.use({ onRequest: withIdempotencyKey });
  }

  /** Publishes an event; resolves once it's on Kafka. Throws {@link PostriderError}. */
  publish(tenant: string, { data, ...event }: NewEvent): Promise<Published> {
    return this.publishJson(tenant, event, JSON.stringify(data));
  }

  /** The same with `data` as JSON text: numbers, spaces and the order of names reach receivers as they stand there. */
  async publishJson(tenant: string, event: Omit<NewEvent, 'data'>, json: string): Promise<Published> {
    const answer = await this.ingestion.POST('/v1/tenants/{tenant}/events', {
      params: { path: { tenant } },
      // Printed below: what is parsed and printed again would be other bytes.
      body: { type: event.type, data: json },
      bodySerializer: () => bodyOf(event, json),
    });
    return unwrap(answer);
  }

  /** Publishes up to 1,000 events in one request; each has its own result, in its own place. Throws {@link PostriderError}. */
  async publishAll(tenant: string, events: readonly NewEvent[]): Promise<readonly BatchResult[]> {
    const answer = await this.ingestion.POST('/v1/tenants/{tenant}/events/batch', {
      params: { path: { tenant } },
      body: [],
      bodySerializer: () => `[${events.map(({ data, ...event }) => bodyOf(event, JSON.stringify(data))).join()}]`,
    });
    return unwrap(answer).results;
  }
}

/** The data last, as it stands. */
const bodyOf = (event: Omit<NewEvent, 'data'>, json: string): string =>
  `${JSON.stringify(event).slice(0, -1)},"data":${json}}`;

/** What is made again must be known again. */
function withIdempotencyKey({ request }: { request: Request }): Request {
  if (request.method === 'POST' && !request.headers.has('idempotency-key'))
    request.headers.set('idempotency-key', randomUUID());
  return request;
}
