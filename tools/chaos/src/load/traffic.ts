import { randomBytes } from 'node:crypto';
import { eventually } from '@postrider/testing';
import { percentile } from '@postrider/bench';
import { Refused, type NotAccepted } from '@postrider/outside';
import { codeOf, reasonOf } from '@postrider/stack';
import type { Chance } from '../chance.js';
import type { World } from '../world.js';
import { Strand, type Manner } from './strand.js';
import { refusingFirst } from './manners.js';

/** Endpoints lie in different partitions, so that several are needed for a replica to have a share of the work. */
const STRANDS = 4;
/** Enough for what has piled up meanwhile to be sent rather than parked: that would come back later. */
const MAX_IN_FLIGHT = 100;
/** One event in so many is refused by its receiver at first. */
const REFUSED_SHARE = 1 / 20;
/** Before the load: all of it at once, on processes that never did it, would be parked. */
const WARM_ROUNDS = 15;
const FLOW_MS = 60_000;
/** Older than this, what is undelivered is late. */
const LATE_MS = 1000;

/** A strand beside the steady ones. */
export interface ExtraStrand {
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
  readonly strands: Strand[] = [];

  private constructor(
    private readonly world: World,
    readonly perSecond: number,
    private readonly steady: readonly Strand[],
  ) {
    this.strands.push(...steady);
  }

  static async start(world: World, perSecond: number, chance: Chance): Promise<Traffic> {
    const manner = refusingFirst(REFUSED_SHARE, chance);
    const strands = await Promise.all(
      Array.from({ length: STRANDS }, (_, number) =>
        openStrand(world, {
          name: `strand${number}`,
          manner,
          mustArrive: true,
          settings: { maxInFlight: MAX_IN_FLIGHT },
        }),
      ),
    );
    await Promise.all(strands.map((strand) => strand.warmUp(WARM_ROUNDS)));
    for (const strand of strands) strand.publish(perSecond / STRANDS);
    return new Traffic(world, perSecond, strands);
  }

  /** Puts another strand beside the steady ones; it publishes from now on. */
  async addStrand({ perSecond, ...wanted }: ExtraStrand): Promise<Strand> {
    const strand = await openStrand(this.world, wanted);
    this.strands.push(strand);
    strand.publish(perSecond);
    return strand;
  }

  get acknowledged(): number {
    return sum(this.strands.map((strand) => strand.acknowledged));
  }

  get notAccepted(): readonly NotAccepted[] {
    return this.strands.flatMap((strand) => strand.notAccepted);
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
    const taken = (): number => sum(this.strands.map((strand) => strand.taken));
    const wanted = taken() + count;
    await eventually(`${count} more events to be delivered`, () => taken() >= wanted, FLOW_MS);
  }

  /** Whether events are acknowledged, and none that was has been undelivered for a second. */
  isFlowing(nowMs: number): boolean {
    return this.steady.every((strand) => strand.silentMs(nowMs) < LATE_MS && strand.oldestWaitMs(nowMs) < LATE_MS);
  }

  /** The 99th percentile from request to first arrival of what the steady strands published between two moments. */
  latencyP99Ms(fromMs: number, toMs: number): number {
    return percentile(
      this.steady.flatMap((strand) => strand.latenciesMs(fromMs, toMs)),
      0.99,
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.strands.map((strand) => strand.stop()));
  }
}

async function openStrand(
  world: World,
  { settings, host, ...wanted }: Omit<ExtraStrand, 'perSecond'>,
): Promise<Strand> {
  const tenant = await world.deployment.tenant();
  const mailbox = world.mailbox();
  const token = world.secrets.add('the token of a strand’s endpoint', randomBytes(24).toString('base64url'));
  const { id, secret } = await tenant.register(mailbox, {
    url: world.urlOf(mailbox, host),
    auth: { type: 'bearer', token },
    ...settings,
  });
  world.secrets.add('the secret of a strand’s endpoint', secret);
  return new Strand({ ...wanted, tenant, mailbox, endpoint: id });
}

/** Of a request that failed, the code beneath it: ECONNREFUSED, not `fetch failed`. */
const whyFailed = (error: unknown): string =>
  error instanceof Error ? (codeOf(error.cause) ?? reasonOf(error)) : reasonOf(error);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
