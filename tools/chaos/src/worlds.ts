import { World, type WorldKind } from './world.js';

/** One world at a time, kept from one scenario to the next as long as the kind is the same. */
export class Worlds {
  #present: { readonly kind: WorldKind; readonly world: World } | undefined;

  async of(kind: WorldKind): Promise<World> {
    if (this.#present?.kind === kind) return this.#present.world;
    await this.stop();
    const world = await World.start(kind);
    this.#present = { kind, world };
    return world;
  }

  async stop(): Promise<void> {
    const world = this.#present?.world;
    this.#present = undefined;
    await world?.stop();
  }
}
