import { OpenLoop, type Mailbox, type Tenant, type NotAccepted, type Publication } from '@postrider/outside';
import type { ServerResponse } from 'node:http';
import { isTaken, type Arrival, type Mark, type Owed } from '../journal/arrival.js';
import { markOf } from './mark-of.js';

/** How a receiver answers the `times`-th request for an event; answers the status that it gave, 0 when it gave none. */
export type Manner = (response: ServerResponse, mark: Mark | undefined, times: number) => number;

/** What a strand is made of; its endpoint is registered. */
export interface StrandParts {
  readonly name: string;
  readonly tenant: Tenant;
  readonly endpoint: string;
  readonly mailbox: Mailbox;
  readonly manner: Manner;
  /** Whether all of it must have been delivered in the end. */
  readonly mustArrive: boolean;
}

/** Keys that a strand's events are spread over. */
const KEYS = 25;

/** One tenant with one endpoint: what was acknowledged to it, and what came for it. */
export class Strand {
  readonly arrivals: Arrival[] = [];
  /** What no receiver could make sense of: unsigned, one event under two ids, or two events under one. */
  readonly senseless: Arrival[] = [];
  readonly #firstMs = new Map<string, number>();
  readonly #times = new Map<string, number>();
  readonly #taken = new Set<string>();
  readonly #idOf = new Map<string, string>();
  readonly #markOf = new Map<string, string>();
  #load: OpenLoop | undefined;
  #passed = 0;

  constructor(private readonly parts: StrandParts) {
    this.parts.mailbox.otherwise = (response, { id, atMs, headers, body, calledAt, verified }) => {
      const times = (this.#times.get(id) ?? 0) + 1;
      this.#times.set(id, times);
      const mark = markOf(body);
      const beganSeconds = Number(headers['webhook-timestamp']);
      const status = this.parts.manner(response, mark, times);
      this.#note({ id, atMs, beganSeconds, status, mark, calledAt, verified });
    };
  }

  get name(): string {
    return this.parts.name;
  }

  get tenant(): Tenant {
    return this.parts.tenant;
  }

  get endpoint(): string {
    return this.parts.endpoint;
  }

  get mustArrive(): boolean {
    return this.parts.mustArrive;
  }

  /** Publishes one after another, each once the one before has come: a load on what was never used would be parked. */
  async warmUp(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      const { id } = await this.tenant.publish({ data: { round } });
      await new Promise<void>((resolve) => {
        const look = (): void => {
          if (this.#firstMs.has(id)) resolve();
          else setTimeout(look, 2);
        };
        look();
      });
    }
  }

  /** Begins to publish at a steady rate; every other event has an id of the publisher's. */
  publish(perSecond: number): void {
    this.#load = new OpenLoop(this.tenant, perSecond, (number) => this.#eventOf(number));
  }

  /** Publishes no more, and waits for the answers that are still to come. */
  async stop(): Promise<void> {
    await this.#load?.stop();
  }

  get owed(): readonly Owed[] {
    return this.#load?.acknowledged.map(({ id, atMs, tookMs }) => ({ id, atMs, sentMs: atMs - tookMs })) ?? [];
  }

  get acknowledged(): number {
    return this.#load?.acknowledged.length ?? 0;
  }

  get notAccepted(): readonly NotAccepted[] {
    return this.#load?.notAccepted ?? [];
  }

  /** How many events were taken at least once. */
  get taken(): number {
    return this.#taken.size;
  }

  /** What was acknowledged and never taken. */
  get missing(): string[] {
    return this.#load?.ids.filter((id) => !this.#taken.has(id)) ?? [];
  }

  /** How long ago the latest acknowledgement was. */
  silentMs(nowMs: number): number {
    return nowMs - (this.#load?.acknowledged.at(-1)?.atMs ?? -Infinity);
  }

  /** For how long the oldest event that was acknowledged and hasn't come at all has been owed; 0 when all came. */
  oldestWaitMs(nowMs: number): number {
    const all = this.#load?.acknowledged ?? [];
    while (this.#passed < all.length && this.#firstMs.has(all[this.#passed]?.id ?? '')) this.#passed += 1;
    const oldest = all[this.#passed];
    return oldest ? nowMs - oldest.atMs : 0;
  }

  /** From request to first arrival, of what was published between two moments and has come; endless for what hasn't. */
  latenciesMs(fromMs: number, toMs: number): number[] {
    const sent = this.owed.filter(({ sentMs }) => sentMs >= fromMs && sentMs < toMs);
    return sent.map(({ id, sentMs }) => (this.#firstMs.get(id) ?? Infinity) - sentMs);
  }

  #eventOf(number: number): Publication {
    const data: Mark = { key: `${this.name}-${number % KEYS}`, seq: Math.floor(number / KEYS) };
    return { data, ...(number % 2 === 0 && { id: `${this.name}-${number}` }) };
  }

  #note(arrival: Arrival): void {
    const { id, atMs, mark, verified } = arrival;
    this.arrivals.push(arrival);
    if (!this.#firstMs.has(id)) this.#firstMs.set(id, atMs);
    if (isTaken(arrival)) this.#taken.add(id);
    const of = JSON.stringify(mark ?? id);
    const isKnown = (this.#idOf.get(of) ?? id) === id && (this.#markOf.get(id) ?? of) === of;
    this.#idOf.set(of, id);
    this.#markOf.set(id, of);
    if (!verified || !isKnown) this.senseless.push(arrival);
  }
}
