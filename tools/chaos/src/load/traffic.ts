import { eventually } from '@postrider/testing';
import { percentile } from '@postrider/bench';
import { Refused, type NotAccepted } from '@postrider/outside';
import { codeOf, reasonOf } from '@postrider/stack';
import type { Chance } from '../chance.js';
import type { World } from '../world.js';
import { Lane, type Manner } from './lane.js';
import { refusingFirst } from './manners.js';

/** Endpoints lie in different partitions, so that several are needed for a replica to have a share of the work. */
const LANES = 4;
/** Enough for what has piled up meanwhile to be sent rather than parked: that would come back later. */
const MAX_IN_FLIGHT = 100;
/** One event in so many is refused by its receiver at first. */
const REFUSED_SHARE = 1 / 20;
/** Before the load: all of it at once, on processes that never did it, would be parked. */
const WARM_ROUNDS = 15;
const FLOW_MS = 60_000;
/** Older than this, what is undelivered is late. */
const LATE_MS = 1000;

/** A lane beside the steady ones. */
export interface ExtraLane {
  readonly name: string;
  readonly perSecond: number;
  readonly manner: Manner;
  readonly settings: object;
  readonly mustArrive: boolean;
  /** The name that its endpoint is at; the receiver's own when left out. */
  readonly host?: string;
}

/** A steady load over several tenants with an endpoint each, and the journal of both of its ends. */
export class Traffic {
  readonly lanes: Lane[] = [];

  private constructor(
    private readonly world: World,
    readonly perSecond: number,
    private readonly steady: readonly Lane[],
  ) {
    this.lanes.push(...steady);
  }

  static async start(world: World, perSecond: number, chance: Chance): Promise<Traffic> {
    const manner = refusingFirst(REFUSED_SHARE, chance);
    const lanes = await Promise.all(
      Array.from({ length: LANES }, (_, number) =>
        openLane(world, { name: `lane${number}`, manner, mustArrive: true, settings: { maxInFlight: MAX_IN_FLIGHT } }),
      ),
    );
    await Promise.all(lanes.map((lane) => lane.warmUp(WARM_ROUNDS)));
    for (const lane of lanes) lane.publish(perSecond / LANES);
    return new Traffic(world, perSecond, lanes);
  }

  /** Puts another lane beside the steady ones; it publishes from now on. */
  async addLane({ perSecond, ...wanted }: ExtraLane): Promise<Lane> {
    const lane = await openLane(this.world, wanted);
    this.lanes.push(lane);
    lane.publish(perSecond);
    return lane;
  }

  get acknowledged(): number {
    return sum(this.lanes.map((lane) => lane.acknowledged));
  }

  get notAccepted(): readonly NotAccepted[] {
    return this.lanes.flatMap((lane) => lane.notAccepted);
  }

  /** Why requests weren't accepted, each reason once, with how many had it. */
  get refusals(): { readonly why: string; readonly count: number }[] {
    const counts = new Map<string, number>();
    for (const { error } of this.notAccepted) {
      const why = error instanceof Refused ? `${error.status} ${error.code}` : whyFailed(error);
      counts.set(why, (counts.get(why) ?? 0) + 1);
    }
    return Array.from(counts, ([why, count]) => ({ why, count }));
  }

  /** Waits until so many more events than now were acknowledged. */
  async acknowledges(count: number): Promise<void> {
    const wanted = this.acknowledged + count;
    await eventually(`${count} more events to be acknowledged`, () => this.acknowledged >= wanted, FLOW_MS);
  }

  /** Waits until so many more events than now were taken. */
  async delivers(count: number): Promise<void> {
    const taken = (): number => sum(this.lanes.map((lane) => lane.taken));
    const wanted = taken() + count;
    await eventually(`${count} more events to be delivered`, () => taken() >= wanted, FLOW_MS);
  }

  /** Whether events are acknowledged, and none that was has been undelivered for a second. */
  isFlowing(nowMs: number): boolean {
    return this.steady.every((lane) => lane.silentMs(nowMs) < LATE_MS && lane.oldestWaitMs(nowMs) < LATE_MS);
  }

  /** The 99th percentile from request to first arrival of what the steady lanes published between two moments. */
  latencyP99Ms(fromMs: number, toMs: number): number {
    return percentile(
      this.steady.flatMap((lane) => lane.latenciesMs(fromMs, toMs)),
      0.99,
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.stop()));
  }
}

async function openLane(world: World, { settings, host, ...wanted }: Omit<ExtraLane, 'perSecond'>): Promise<Lane> {
  const tenant = await world.deployment.tenant();
  const mailbox = world.mailbox();
  const { id } = await tenant.register(mailbox, { url: world.urlOf(mailbox, host), ...settings });
  return new Lane({ ...wanted, tenant, mailbox, endpoint: id });
}

/** Of a request that failed, the code beneath it: ECONNREFUSED, not `fetch failed`. */
const whyFailed = (error: unknown): string =>
  error instanceof Error ? (codeOf(error.cause) ?? reasonOf(error)) : reasonOf(error);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
