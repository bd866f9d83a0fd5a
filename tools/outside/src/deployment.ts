import { readFile } from 'node:fs/promises';
import { EventTypeChecked, EventTypeVersionChecked, Tenant as TenantAnswer, mintId } from '@postrider/schemas';
import { Stack, TemporaryFolder, type Service, type ServiceName, type StackOptions } from '@postrider/stack';
import { PostriderClient } from './postrider-client.js';
import { Receiver } from './receiver.js';
import { Tenant } from './tenant.js';

/** How to start a deployment: its folder and its ports are its own. */
export type DeploymentOptions = Omit<StackOptions, 'dir' | 'ports'> & {
  /** Where the receiver listens. */
  readonly receiverHost?: string;
};

/** A whole Postrider, with a receiver beside it, and the operator's key. */
export class Deployment {
  private constructor(
    readonly folder: TemporaryFolder,
    readonly stack: Stack,
    readonly receiver: Receiver,
    readonly client: PostriderClient,
  ) {}

  static async start({ receiverHost, ...options }: DeploymentOptions = {}): Promise<Deployment> {
    const folder = await TemporaryFolder.create();
    const stack = await Stack.start({ ...options, dir: folder.path, ports: 'free' });
    const addresses = {
      ingestion: stack.service('ingestion').address,
      subscription: stack.service('subscription').address,
    };
    const client = new PostriderClient(addresses, stack.adminKey);
    return new Deployment(folder, stack, await Receiver.start(receiverHost), client);
  }

  /** A tenant that nobody else has, with the event types that it may publish; the first is what it publishes by default. */
  tenant(...types: readonly string[]): Promise<Tenant> {
    return this.tenantCalled(mintId('evt', Date.now()).replace('evt_', 't'), ...types);
  }

  async tenantCalled(id: string, first = 'order.created', ...others: readonly string[]): Promise<Tenant> {
    await this.client.get(TenantAnswer, 'subscription', 'PUT', `/v1/tenants/${id}`, { body: {} });
    for (const type of [first, ...others]) await this.eventType(type);
    return new Tenant(id, first, this.client);
  }

  eventType(type: string, body: object = {}): Promise<EventTypeChecked> {
    return this.client.get(EventTypeChecked, 'subscription', 'PUT', `/v1/event-types/${type}`, { body });
  }

  eventTypeVersion(type: string, version: number, body: object = {}): Promise<EventTypeVersionChecked> {
    const path = `/v1/event-types/${type}/versions/${version}`;
    return this.client.get(EventTypeVersionChecked, 'subscription', 'PUT', path, { body });
  }

  /** One more process of a service, beside the first, with variables of its own; whoever asks for it stops it. */
  async replica(name: ServiceName, variables: Readonly<Record<string, string>> = {}): Promise<Service> {
    const service = await this.stack.replica(name, variables);
    await service.start();
    return service;
  }

  /** Everything that the services have logged so far, line by line. */
  async logLines(): Promise<string[]> {
    const files = await Promise.all(this.stack.services.map(({ logFile }) => readFile(logFile, 'utf8')));
    return files.flatMap((text) => text.split('\n').filter((line) => line !== ''));
  }

  /** Everything goes; the logs first when they are wanted for a failure. */
  async stop(): Promise<void> {
    await this.receiver.stop();
    await this.stack.stop();
    await this.folder.remove();
  }
}
