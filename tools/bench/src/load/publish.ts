import { HttpPool, statusOf } from './http-pool.js';
import { GroupedProducer, plainClient } from './grouped-producer.js';
import { markedData } from './mark.js';
import { monotonicUs } from './monotonic.js';
import { atPace, type Pace } from './pace.js';

/** Whose event it is, and of which type. */
export interface Route {
  readonly tenant: string;
  readonly type: string;
}

/** Where events are published to. */
export type Destination =
  | {
      readonly kind: 'http';
      /** Of every ingestion process: they're taken in turn. */
      readonly ports: readonly number[];
      readonly key: string;
      /** When given, events have ids of the caller's that begin with it. */
      readonly idPrefix?: string;
    }
  | { readonly kind: 'inbox'; readonly brokers: string; readonly topic: string; readonly partitions: number };

/** A load. */
export interface PublishPlan {
  readonly run: number;
  readonly count: number;
  readonly pace: Pace;
  readonly to: Destination;
  /** Event n takes the n-th route, over and over. */
  readonly routes: readonly Route[];
}

/** What became of a load. */
export interface Published {
  readonly startedUs: number;
  readonly endedUs: number;
  /** From a request's start to its acknowledgement, by the event's number; NaN where there was none. */
  readonly ackMs: Float64Array;
  /** Why the first that failed did. */
  readonly firstFailure: string | undefined;
}

interface Publisher {
  /** Resolves when the event was acknowledged, else rejects. */
  publish(route: Route, number: number, data: string): Promise<void>;
  close(): Promise<void>;
}

/** As many connections as the figures that these are compared with were measured over. */
const MAX_CONNECTIONS = 128;

/** Publishes all events of a plan, and resolves when the last was acknowledged or failed. */
export async function publish(plan: PublishPlan): Promise<Published> {
  const publisher =
    plan.to.kind === 'http' ? httpPublisher(plan.to, plan.run) : await inboxPublisher(plan.to, plan.run);
  const ackMs = new Float64Array(plan.count).fill(NaN);
  let firstFailure: string | undefined;
  const startedUs = monotonicUs();
  await atPace(plan.pace, plan.count, async (number) => {
    const route = plan.routes[number % plan.routes.length];
    if (!route) return;
    const sentUs = monotonicUs();
    try {
      await publisher.publish(route, number, markedData({ run: plan.run, number, sentUs }));
      ackMs[number] = (monotonicUs() - sentUs) / 1000;
    } catch (error) {
      firstFailure ??= String(error);
    }
  });
  const endedUs = monotonicUs();
  await publisher.close();
  return { startedUs, endedUs, ackMs, firstFailure };
}

function httpPublisher(to: Extract<Destination, { kind: 'http' }>, run: number): Publisher {
  const pools = to.ports.map((port) => new HttpPool(port, MAX_CONNECTIONS));
  const headers = `authorization: Bearer ${to.key}\r\n`;
  return {
    publish: async ({ tenant, type }, number, data) => {
      const id = to.idPrefix === undefined ? '' : `"id":"${to.idPrefix}-${run}-${number}",`;
      const pool = pools[number % pools.length];
      if (!pool) throw new Error('there is nowhere to publish to');
      const answer = await pool.post(`/v1/tenants/${tenant}/events`, headers, `{${id}"type":"${type}","data":${data}}`);
      if (statusOf(answer) !== 202) throw new Error(`${answer.startLine} ${answer.body.toString('utf8', 0, 300)}`);
    },
    close: () => {
      for (const pool of pools) pool.close();
      return Promise.resolve();
    },
  };
}

/** CloudEvents in binary mode, by the Kafka protocol binding 1.0. */
async function inboxPublisher(to: Extract<Destination, { kind: 'inbox' }>, run: number): Promise<Publisher> {
  const producer = await GroupedProducer.connect(plainClient(to.brokers, 'bench-publisher'));
  return {
    publish: ({ tenant, type }, number, data) =>
      producer.send({
        topic: to.topic,
        partition: number % to.partitions,
        key: null,
        value: Buffer.from(data),
        headers: {
          ce_specversion: '1.0',
          ce_id: `${run}-${number}`,
          ce_source: '/bench',
          ce_type: type,
          ce_tenant: tenant,
          'content-type': 'application/json',
        },
      }),
    close: () => producer.disconnect(),
  };
}
