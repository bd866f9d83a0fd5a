import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Addresses } from '../run-file.js';

const Endpoint = z.object({ id: z.string(), url: z.string(), secret: z.string() });
const Delivery = z.object({ endpoint: z.string(), status: z.string(), attempts: z.int() });
const Page = z.object({ data: z.array(Delivery) });
const Started = z.object({ job: z.string(), count: z.int() });
const Published = z.object({ id: z.string() });

/** A delivery, as far as the demonstration looks at it. */
export type DeliveryAnswer = z.infer<typeof Delivery>;

const EVENT_TYPE = 'demo.order.created';

/** What the demonstration does with Postrider's API, in a tenant of its own. */
export class DemoApi {
  readonly #tenant = `demo-${Date.now().toString(36)}`;
  readonly #endpoints = new Map<string, string>();

  constructor(
    private readonly addresses: Addresses,
    private readonly adminKey: string,
  ) {}

  async prepare(): Promise<void> {
    await this.#call('PUT', this.#manage(''), {});
    await this.#call('PUT', `${this.addresses.subscription}/v1/event-types/${EVENT_TYPE}`, {});
  }

  /** Registers an endpoint that is retried after these seconds; answers its secret. */
  async register(url: string, scheduleSeconds: readonly number[]): Promise<string> {
    const created = Endpoint.parse(
      await this.#call('POST', this.#manage('/endpoints'), { url, retry: { scheduleSeconds } }),
    );
    this.#endpoints.set(url, created.id);
    return created.secret;
  }

  endpointAt(url: string): string | undefined {
    return this.#endpoints.get(url);
  }

  async publish(order: number): Promise<string> {
    const url = `${this.addresses.ingestion}/v1/tenants/${this.#tenant}/events`;
    return Published.parse(await this.#call('POST', url, { type: EVENT_TYPE, data: { order, amount: order * 10 } })).id;
  }

  async deliveries(): Promise<readonly DeliveryAnswer[]> {
    return Page.parse(await this.#call('GET', this.#manage('/deliveries?limit=250'))).data;
  }

  /** Resolves once there are deliveries and all of them are as `done` wants; rejects after `patienceMs`. */
  async waitFor(patienceMs: number, done: (deliveries: readonly DeliveryAnswer[]) => boolean): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      const deliveries = await this.deliveries();
      if (deliveries.length > 0 && done(deliveries)) return;
      await wait(100);
    }
    throw new Error(
      `The deliveries weren't done after ${patienceMs / 1000} s; GET ${this.#manage('/deliveries')} shows them.`,
    );
  }

  async redrive(): Promise<z.infer<typeof Started>> {
    return Started.parse(await this.#call('POST', this.#manage('/dead-letters/redrive'), {}));
  }

  #manage(path: string): string {
    return `${this.addresses.subscription}/v1/tenants/${this.#tenant}${path}`;
  }

  async #call(method: string, url: string, body?: unknown): Promise<unknown> {
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${this.adminKey}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${url} was answered with ${response.status}: ${text}`);
    return JSON.parse(text);
  }
}
