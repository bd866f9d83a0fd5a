import {
  serviceNames,
  Stack,
  startServices,
  TemporaryFolder,
  type Service,
  type ServiceName,
  type StackOptions,
} from '@postrider/stack';
import { LoadRig } from './load/load-rig.js';
import type { Destination } from './load/publish.js';
import { PostriderApi } from './postrider-api.js';

/** A whole Postrider with shipped settings and empty tables, and the load rig beside it. */
export class Postrider {
  #tenants = 0;
  readonly #replicas: Service[] = [];

  private constructor(
    private readonly folder: TemporaryFolder,
    readonly stack: Stack,
    readonly api: PostriderApi,
    readonly rig: LoadRig,
    private readonly publishKey: string,
  ) {}

  /** Nothing of it is left running when this rejects. */
  static async start(options: Pick<StackOptions, 'serviceEnv' | 'progress'> = {}): Promise<Postrider> {
    const folder = await TemporaryFolder.create();
    try {
      const stack = await Stack.start({ ...options, dir: folder.path, ports: 'free' });
      try {
        const api = new PostriderApi(stack.service('subscription').address, stack.adminKey);
        return new Postrider(folder, stack, api, await LoadRig.start(), await api.publishKey());
      } catch (error) {
        await stack.stop();
        throw error;
      }
    } catch (error) {
      await folder.remove();
      throw error;
    }
  }

  /** All processes of a service. */
  servicesCalled(name: ServiceName): Service[] {
    return [this.stack.service(name), ...this.#replicas].filter((service) => service.name === name);
  }

  /** Runs so many processes of every service, instead of one. */
  async scaleTo(count: number): Promise<void> {
    for (let more = 1; more < count; more++) {
      const replicas = await Promise.all(serviceNames.map((name) => this.stack.replica(name)));
      this.#replicas.push(...replicas);
      await startServices(replicas);
    }
  }

  /** Where a publisher sends its events. */
  http(idPrefix?: string): Destination {
    return {
      kind: 'http',
      ports: this.servicesCalled('ingestion').map(({ port }) => port),
      key: this.publishKey,
      ...(idPrefix !== undefined && { idPrefix }),
    };
  }

  /** A tenant that nothing was published for yet. */
  async newTenant(): Promise<string> {
    const tenant = `bench-${++this.#tenants}`;
    await this.api.putTenant(tenant);
    return tenant;
  }

  async stop(): Promise<void> {
    await this.rig.stop();
    await Promise.all(this.#replicas.map((service) => service.stop()));
    await this.stack.stop();
    await this.folder.remove();
  }
}
