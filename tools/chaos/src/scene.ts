import { setTimeout as wait } from 'node:timers/promises';
import { metricsOf } from '@postrider/outside';
import type { Service, ServiceName, Stack } from '@postrider/stack';
import type { Chance } from './chance.js';
import type { Standstill } from './load/standstill.js';
import type { Traffic } from './load/traffic.js';
import type { Form } from './scenario.js';
import type { World } from './world.js';

/** Something that was looked at, and whether it is as it must be. */
export interface Check {
  readonly what: string;
  readonly ok: boolean;
  readonly seen: string;
}

/** What a scenario has in its hands. */
export class Scene {
  readonly checks: Check[] = [];
  #mayRepeat = 0;
  readonly #replicas: Service[] = [];

  constructor(
    readonly world: World,
    readonly traffic: Traffic,
    private readonly standstill: Standstill,
    readonly form: Form,
    /** How long the fault lasts. */
    readonly seconds: number,
    readonly chance: Chance,
  ) {}

  get stack(): Stack {
    return this.world.deployment.stack;
  }

  service(name: ServiceName): Service {
    return this.stack.service(name);
  }

  /** How many repeats there may be in all. */
  get mayRepeat(): number {
    return this.#mayRepeat;
  }

  /** One size in the long form, and another in the short one. */
  size(long: number, short: number): number {
    return this.form === 'long' ? long : short;
  }

  /** The fault lasts, or a part of it. */
  lasts(part = 1): Promise<void> {
    return wait(this.seconds * part * 1000);
  }

  /** A moment that nobody could have chosen: what is under way differs from run to run. */
  anyMoment(): Promise<void> {
    return wait(this.chance.next() * 1000);
  }

  /** Of the time between two moments, what the machine stood still: it comes on top of what anything may take. */
  lostMs(fromMs: number, toMs: number): number {
    return this.standstill.lostMs(fromMs, toMs);
  }

  /** Looks at something; `seen` is told whether it's right or not. */
  check(what: string, ok: boolean, seen: string | number | readonly string[]): void {
    this.checks.push({ what, ok, seen: typeof seen === 'object' ? seen.join(', ') : String(seen) });
  }

  /** What is done next may have attempts made again: those under way, and a second of traffic. */
  async expectRepeats(): Promise<void> {
    const dispatchers = [this.service('dispatcher'), ...this.#replicas.filter(({ name }) => name === 'dispatcher')];
    const underWay = await Promise.all(dispatchers.map(attemptsInFlight));
    this.#mayRepeat += underWay.reduce((sum, count) => sum + count, this.traffic.perSecond);
  }

  /** Ends processes at once, all at the same moment. */
  async kill(services: readonly Service[]): Promise<void> {
    await this.expectRepeats();
    await Promise.all(services.map((service) => service.kill()));
  }

  /** One more process of a service; it's stopped with the scenario at the latest. */
  async replica(name: ServiceName, variables?: Readonly<Record<string, string>>): Promise<Service> {
    const service = await this.world.deployment.replica(name, variables);
    this.#replicas.push(service);
    return service;
  }

  /** Makes the platform whole again: every service runs and is ready, and no replica is left. */
  async tidyUp(): Promise<void> {
    await Promise.all(this.#replicas.splice(0).map((service) => service.stop()));
    for (const service of this.stack.services) {
      if (service.pid === undefined) await service.launch();
    }
    await Promise.all(this.stack.services.map((service) => service.untilReady()));
  }
}

/** What a dispatcher says that it has under way; nothing when it doesn't answer. */
async function attemptsInFlight(dispatcher: Service): Promise<number> {
  if (dispatcher.pid === undefined) return 0;
  const page = await metricsOf(dispatcher).catch(() => undefined);
  return page?.value('postrider_attempts_in_flight') ?? 0;
}
