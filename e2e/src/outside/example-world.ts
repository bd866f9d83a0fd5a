import type { Deployment, Mailbox, Tenant } from '@postrider/outside';
import { status } from '@postrider/outside';
import { ApiKeyCreated, EndpointCreated, exampleOf, Publish, type DeliveryStatus } from '@postrider/schemas';
import type { ApiOperation } from './open-api-operations.js';

/**
 * What stands for the names in examples: for an id by its prefix, wherever it stands, and for a URL by `url`; in a path by the name
 * of the parameter. What isn't here is sent as the example has it.
 */
export type Names = Readonly<Record<string, string>>;

const HOUR_MS = 3_600_000;

/** A name that nothing has yet. */
let count = 0;
const fresh = (): string => `example_${++count}`;

/**
 * What the examples of the documents are about, made in a deployment: a tenant acme that publishes order.created, in two
 * versions, to an endpoint that refuses. Of all that is listed there are at least two.
 */
export class ExampleWorld {
  private constructor(
    private readonly postrider: Deployment,
    private readonly acme: Tenant,
    private readonly mailbox: Mailbox,
    /** What all operations but those below are about. */
    readonly names: Names,
  ) {}

  static async make(postrider: Deployment): Promise<ExampleWorld> {
    const acme = await postrider.tenantCalled('acme', 'order.created', 'order.paid');
    await postrider.tenantCalled('globex');
    await postrider.eventTypeVersion('order.created', 2, { example: { order: 1 } });
    const mailbox = postrider.receiver.mailbox();
    mailbox.otherwise = status(503);
    const wanted = { subscriptions: [{ eventTypes: ['order.created'] }] };
    const [endpoint] = [await register(acme, mailbox, wanted), await register(acme, mailbox, wanted)];
    const [event] = [await acme.publish(exampleOf(Publish)), await acme.publish(exampleOf(Publish))];
    const { id: delivery } = await acme.settled(event.id, 'dead', endpoint);
    const [key] = [await newKey(acme), await newKey(acme)];
    const [{ job }] = [await acme.redrive(), await acme.redrive()];
    const ids = { ep: endpoint, evt: event.id, dlv: delivery, key, job };
    return new ExampleWorld(postrider, acme, mailbox, { ...ids, url: mailbox.url });
  }

  /** An example as it's sent here. */
  real<T>(example: T, names: Names): T {
    const replaced = (_name: string, value: unknown): unknown =>
      typeof value === 'string' ? this.#realText(value, names) : value;
    return example === undefined ? example : (JSON.parse(JSON.stringify(example), replaced) as T);
  }

  #realText(text: string, names: Names): string {
    if (text.startsWith('https://')) return names.url ?? text;
    // Some lists reach back only so far.
    if (/^\d{4}-\d\d-\d\dT/.test(text)) return new Date(Date.now() - HOUR_MS).toISOString();
    const [, prefix] = /^([a-z]{2,3})_[0-9A-Z]{26}$/.exec(text) ?? [];
    return names[prefix ?? ''] ?? text;
  }

  /** Names of things made for one request, where the operation uses up, changes or needs more than {@link names} are; nothing for any other. */
  async madeFor({ id }: Pick<ApiOperation, 'id'>, parameter?: string): Promise<Names> {
    const make = this.#made[id];
    return { ...this.names, ...(await make?.(parameter)) };
  }

  /** Whether an operation has things of its own, which a success may use up. */
  usesUp = ({ id }: Pick<ApiOperation, 'id'>): boolean => id in this.#made;

  readonly #endpoint = async (): Promise<Names> => ({ ep: await register(this.acme, this.mailbox) });
  readonly #type = async (): Promise<Names> => {
    const type = fresh();
    await this.postrider.eventType(type);
    return { type };
  };
  readonly #version = async (): Promise<Names> => {
    const names = await this.#type();
    await this.postrider.eventTypeVersion(names.type ?? '', 2);
    return names;
  };
  readonly #tenant = async (): Promise<Names> => ({ tenant: (await this.postrider.tenantCalled(fresh())).id });
  readonly #signing = async (): Promise<Names> => ({
    ep: await register(this.acme, this.mailbox, { signing: [{ profile: 'v1a' }] }),
  });
  /** A delivery that is open, and stays so. */
  readonly #held = async (): Promise<Names> => {
    const { type, endpoint } = await this.#subscribed({});
    await this.acme.pause(endpoint);
    return this.#open(type, endpoint, 'held');
  };
  /** One whose next attempt is far off: none is under way when it's asked for. */
  readonly #retrying = async (): Promise<Names> => {
    const { type, endpoint } = await this.#subscribed({ retry: { scheduleSeconds: [3600] } });
    return this.#open(type, endpoint, 'retrying');
  };

  async #subscribed(settings: object): Promise<{ readonly type: string; readonly endpoint: string }> {
    const type = fresh();
    await this.postrider.eventType(type);
    const subscriptions = [{ eventTypes: [type] }];
    return { type, endpoint: await register(this.acme, this.mailbox, { subscriptions, ...settings }) };
  }

  async #open(type: string, endpoint: string, as: DeliveryStatus): Promise<Names> {
    const { id } = await this.acme.publish({ type });
    return { evt: id, dlv: (await this.acme.settled(id, as, endpoint)).id };
  }

  readonly #made: Readonly<Record<string, (parameter?: string) => Promise<Names>>> = {
    // A condition on what it is needs a tenant, or a type, that is there; all else makes one.
    putTenant: (parameter) => (parameter === 'if-match' ? this.#tenant() : Promise.resolve({ tenant: fresh() })),
    putEventType: (parameter) =>
      parameter === 'if-match' || parameter === 'dryRun' ? this.#type() : Promise.resolve({ type: fresh() }),
    putEventTypeVersion: (parameter) => (parameter === 'dryRun' ? this.#version() : this.#type()),
    deleteTenant: this.#tenant,
    revokePortalTokens: this.#tenant,
    updateApiKey: async () => ({ key: await newKey(this.acme) }),
    rotateApiKey: async () => ({ key: await newKey(this.acme) }),
    deleteApiKey: async () => ({ key: await newKey(this.acme) }),
    deleteEventType: this.#type,
    archiveEventType: this.#type,
    restoreEventType: this.#type,
    archiveEventTypeVersion: this.#version,
    restoreEventTypeVersion: this.#version,
    updateEndpoint: this.#endpoint,
    deleteEndpoint: this.#endpoint,
    disableEndpoint: this.#endpoint,
    enableEndpoint: this.#endpoint,
    pauseEndpoint: this.#endpoint,
    resumeEndpoint: this.#endpoint,
    rotateEndpointSecret: this.#endpoint,
    rotateEndpointSigningKeys: this.#signing,
    getEndpointJwks: this.#signing,
    retryDelivery: this.#retrying,
    cancelDelivery: this.#held,
    cancelEvent: this.#held,
    expungeEventData: this.#held,
  };
}

async function register(tenant: Tenant, mailbox: Mailbox, settings: object = {}): Promise<string> {
  // One attempt: what is refused is dead. Nothing comes, unless it's asked for.
  const subscriptions = [{ eventTypes: ['nobody.publishes_it'] }];
  const body = { url: mailbox.url, retry: { scheduleSeconds: [] }, subscriptions, ...settings };
  const { id } = await tenant.client.get(EndpointCreated, 'subscription', 'POST', tenant.path('/endpoints'), { body });
  return id;
}

async function newKey(tenant: Tenant): Promise<string> {
  const body = { name: 'an example', scopes: ['read'], tenant: tenant.id };
  return (await tenant.client.get(ApiKeyCreated, 'subscription', 'POST', '/v1/api-keys', { body })).id;
}
