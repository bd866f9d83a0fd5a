import { z } from 'zod';
import { inParallel } from './in-parallel.js';

const Created = z.object({ id: z.string() });
const Key = z.object({ key: z.string() });

/** The settings of an endpoint that benchmarks differ in. */
export interface EndpointSettings {
  readonly url: string;
  readonly subscriptions?: readonly { readonly eventTypes: readonly string[] }[];
  readonly maxInFlight?: number;
  readonly timeoutMs?: number;
  readonly retry?: { readonly scheduleSeconds: readonly number[] };
}

/** Configuration at a time: more would only queue. */
const WIDTH = 32;

/** The management API, as the operator uses it. */
export class PostriderApi {
  constructor(
    private readonly address: string,
    private readonly adminKey: string,
  ) {}

  /** A key that may publish for every tenant, as a publisher has one. */
  async publishKey(): Promise<string> {
    return Key.parse(await this.ask('POST', '/v1/api-keys', { name: 'bench', scopes: ['publish'] })).key;
  }

  async putTenant(tenant: string): Promise<void> {
    await this.ask('PUT', `/v1/tenants/${tenant}`, {});
  }

  /** Deletes a tenant with its endpoints; what is open of its deliveries is cancelled. */
  async deleteTenant(tenant: string): Promise<void> {
    await this.ask('DELETE', `/v1/tenants/${tenant}`);
  }

  async putEventTypes(types: readonly string[]): Promise<void> {
    await inParallel(types, WIDTH, async (type) => {
      await this.ask('PUT', `/v1/event-types/${type}`, {});
    });
  }

  async createEndpoint(tenant: string, settings: EndpointSettings): Promise<string> {
    return Created.parse(await this.ask('POST', `/v1/tenants/${tenant}/endpoints`, settings)).id;
  }

  async createEndpoints(tenant: string, all: readonly EndpointSettings[]): Promise<void> {
    await inParallel(all, WIDTH, async (settings) => {
      await this.createEndpoint(tenant, settings);
    });
  }

  async patchEndpoint(tenant: string, id: string, change: Partial<EndpointSettings>): Promise<void> {
    await this.ask('PATCH', `/v1/tenants/${tenant}/endpoints/${id}`, change);
  }

  /** Any request; rejects unless it's answered with 2xx. */
  async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.address}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.adminKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
