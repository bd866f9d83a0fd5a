import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TemporaryFolder } from '@postrider/stack';
import { NameServer } from './name-server.js';

const hook = new URL('./steered-process.mjs', import.meta.url).href;

/** Addresses that the same receiver has: endpoints may be at both of the first, and at no other. */
export const RECEIVER_ADDRESSES = { first: '127.0.0.1', second: '127.0.0.2', forbidden: '127.0.0.3' } as const;

/** What steered processes take for the time, and what names stand for. */
export class Steering {
  /** The name of the receiver: each name server has an address of its own for it. */
  static readonly receiverName = 'receiver.example';
  /** Other names, and what they stand for when they're asked for. */
  readonly names = new Map<string, () => string>();
  readonly #servers: NameServer[] = [];

  private constructor(private readonly folder: TemporaryFolder) {}

  static async start(): Promise<Steering> {
    const steering = new Steering(await TemporaryFolder.create());
    await steering.setClock(0);
    for (const address of [RECEIVER_ADDRESSES.first, RECEIVER_ADDRESSES.second]) {
      const server = await NameServer.start((name) =>
        name === Steering.receiverName ? address : steering.names.get(name)?.(),
      );
      steering.#servers.push(server);
    }
    return steering;
  }

  /** What the steered processes are started with. */
  get variables(): Readonly<Record<string, string>> {
    return {
      NODE_OPTIONS: `--import=${hook}`,
      EGRESS_ALLOW_CIDRS: `${RECEIVER_ADDRESSES.first}/32,${RECEIVER_ADDRESSES.second}/32`,
      POSTRIDER_CHAOS_CLOCK_FILE: this.#clockFile,
      POSTRIDER_CHAOS_NAME_SERVER: this.#servers[0]?.address ?? '',
    };
  }

  /** For a process that calls the receiver at its second address. */
  get second(): Readonly<Record<string, string>> {
    return { POSTRIDER_CHAOS_NAME_SERVER: this.#servers[1]?.address ?? '' };
  }

  /** Has all steered processes take the time of day for so much later than it is; they notice within 50 ms. */
  async setClock(aheadMs: number): Promise<void> {
    await writeFile(this.#clockFile, String(aheadMs));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.stop()));
    await this.folder.remove();
  }

  get #clockFile(): string {
    return join(this.folder.path, 'clock');
  }
}
