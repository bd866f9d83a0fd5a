import {
  BatchPublished,
  ApiKeyCreated,
  DeliveryPage,
  Delivery,
  DeliveryWithAttempts,
  Endpoint,
  EndpointCreated,
  EndpointSecrets,
  EventPage,
  EventWithDeliveries,
  Job,
  JobCounted,
  JobStarted,
  Published,
  type DeliveryStatus,
} from '@postrider/schemas';
import { eventually } from '@postrider/testing';
import type { z } from 'zod';
import { Refused, type Asked, type PostriderClient } from './postrider-client.js';
import type { Mailbox } from './receiver.js';

/** The body of a publish request. */
export interface Publication {
  readonly type?: string;
  readonly data?: unknown;
  readonly id?: string;
  readonly timestamp?: string;
  readonly orderingKey?: string;
  readonly version?: number;
  readonly deliverAt?: string;
  readonly labels?: readonly string[];
}

/** What one tenant does with Postrider. */
export class Tenant {
  constructor(
    readonly id: string,
    /** What it publishes unless it says otherwise. */
    readonly type: string,
    readonly client: PostriderClient,
  ) {}

  /** The same tenant, with a key of its own instead of the operator's. */
  as(key: string): Tenant {
    return new Tenant(this.id, this.type, this.client.as(key));
  }

  /** The same tenant, publishing events of another type unless it says otherwise. */
  publishing(type: string): Tenant {
    return new Tenant(this.id, type, this.client);
  }

  path(rest: string): string {
    return `/v1/tenants/${this.id}${rest}`;
  }

  publish(publication: Publication = {}, headers?: Asked['headers']): Promise<Published> {
    return this.publishBytes(JSON.stringify({ type: this.type, data: { order: 1 }, ...publication }), headers);
  }

  /** Publishes, and answers the refusal if it was refused. */
  refusal(publication: Publication = {}): Promise<Refused | undefined> {
    return this.publish(publication).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof Refused) return error;
        throw error;
      },
    );
  }

  publishBytes(body: string | Buffer, headers?: Asked['headers']): Promise<Published> {
    return this.client.get(Published, 'ingestion', 'POST', this.path('/events'), { body, headers });
  }

  /** Publishes several in one request; answers the results, in their order. */
  async publishBatch(publications: readonly Publication[]): Promise<BatchPublished['results']> {
    const body = publications.map((publication) => ({ type: this.type, data: { order: 1 }, ...publication }));
    const { results } = await this.client.get(BatchPublished, 'ingestion', 'POST', this.path('/events/batch'), {
      body,
    });
    return results;
  }

  /** Registers a mailbox as an endpoint, and gives it the secret that deliveries are signed with. */
  async register(mailbox: Mailbox, settings: object = {}, headers?: Asked['headers']): Promise<EndpointCreated> {
    const body = { url: mailbox.url, ...settings };
    const endpoint = await this.client.get(EndpointCreated, 'subscription', 'POST', this.path('/endpoints'), {
      body,
      headers,
    });
    mailbox.trust(endpoint.secret);
    return endpoint;
  }

  endpoint(id: string): Promise<Endpoint> {
    return this.client.get(Endpoint, 'subscription', 'GET', this.path(`/endpoints/${id}`));
  }

  patch(id: string, body: object): Promise<Endpoint> {
    return this.client.get(Endpoint, 'subscription', 'PATCH', this.path(`/endpoints/${id}`), { body });
  }

  delete(id: string): Promise<void> {
    return this.client.do('subscription', 'DELETE', this.path(`/endpoints/${id}`));
  }

  disable(id: string): Promise<Endpoint> {
    return this.client.get(Endpoint, 'subscription', 'POST', this.path(`/endpoints/${id}/disable`));
  }

  enable(id: string): Promise<Endpoint> {
    return this.client.get(Endpoint, 'subscription', 'POST', this.path(`/endpoints/${id}/enable`));
  }

  pause(id: string): Promise<Endpoint> {
    return this.client.get(Endpoint, 'subscription', 'POST', this.path(`/endpoints/${id}/pause`));
  }

  resume(id: string): Promise<Endpoint> {
    return this.client.get(Endpoint, 'subscription', 'POST', this.path(`/endpoints/${id}/resume`));
  }

  rotate(id: string, graceSeconds: number): Promise<EndpointSecrets> {
    return this.client.get(EndpointSecrets, 'subscription', 'POST', this.path(`/endpoints/${id}/secret/rotate`), {
      body: { graceSeconds },
    });
  }

  secrets(id: string): Promise<EndpointSecrets> {
    return this.client.get(EndpointSecrets, 'subscription', 'GET', this.path(`/endpoints/${id}/secret`));
  }

  events(query = 'limit=250'): Promise<z.infer<typeof EventPage>> {
    return this.client.get(EventPage, 'subscription', 'GET', this.path(`/events?${query}`));
  }

  event(id: string): Promise<z.infer<typeof EventWithDeliveries>> {
    return this.client.get(EventWithDeliveries, 'subscription', 'GET', this.path(`/events/${id}`));
  }

  async deliveries(query = 'limit=250'): Promise<readonly Delivery[]> {
    return (await this.client.get(DeliveryPage, 'subscription', 'GET', this.path(`/deliveries?${query}`))).data;
  }

  delivery(id: string): Promise<DeliveryWithAttempts> {
    return this.client.get(DeliveryWithAttempts, 'subscription', 'GET', this.path(`/deliveries/${id}`));
  }

  async deadLetters(query = 'limit=250'): Promise<readonly Delivery[]> {
    return (await this.client.get(DeliveryPage, 'subscription', 'GET', this.path(`/dead-letters?${query}`))).data;
  }

  retry(id: string): Promise<Delivery> {
    return this.client.get(Delivery, 'subscription', 'POST', this.path(`/deliveries/${id}/retry`));
  }

  cancel(id: string): Promise<Delivery> {
    return this.client.get(Delivery, 'subscription', 'POST', this.path(`/deliveries/${id}/cancel`));
  }

  redrive(body: object = {}): Promise<JobStarted> {
    return this.client.get(JobStarted, 'subscription', 'POST', this.path('/dead-letters/redrive'), { body });
  }

  /** Starts the job that a path of this tenant's stands for. */
  start(path: string, body: object = {}): Promise<JobStarted> {
    return this.client.get(JobStarted, 'subscription', 'POST', this.path(path), { body });
  }

  /** Only counts what such a job would do. */
  count(path: string, body: object = {}): Promise<JobCounted> {
    return this.client.get(JobCounted, 'subscription', 'POST', this.path(path), { body: { ...body, dryRun: true } });
  }

  job(id: string): Promise<Job> {
    return this.client.get(Job, 'subscription', 'GET', `/v1/jobs/${id}`);
  }

  /** Makes an API key that reaches this tenant alone. */
  async key(...scopes: readonly string[]): Promise<ApiKeyCreated> {
    const body = { name: 'test', scopes, tenant: this.id };
    return this.client.get(ApiKeyCreated, 'subscription', 'POST', '/v1/api-keys', { body });
  }

  /** Waits until the one delivery of an event, to this endpoint where there are several, has come to a status. */
  async settled(event: string, wanted: DeliveryStatus, endpoint?: string, withinMs?: number): Promise<Delivery> {
    let last: Delivery | undefined;
    const look = async (): Promise<Delivery | undefined> => {
      const { deliveries } = await this.event(event).catch(() => ({ deliveries: [] }));
      last = deliveries.find((delivery) => endpoint === undefined || delivery.endpoint === endpoint);
      return last?.status === wanted ? last : undefined;
    };
    return eventually(`${event} to be ${wanted}`, look, withinMs).catch((error: unknown) => {
      throw new Error(`${String(error)}; it is ${JSON.stringify(last)}`);
    });
  }
}
