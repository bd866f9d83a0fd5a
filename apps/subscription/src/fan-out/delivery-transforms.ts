import { MAX_RECORD_BYTES } from '@postrider/kafka';
import type { Metrics } from '@postrider/observability';
import type { AcceptedEvent, DeliveryChange, PlannedDelivery, Transform } from '@postrider/schemas';
import type { ScriptRun, TransformResult } from '@postrider/transform';
import type { SubscriptionTransform, SubscriptionTransforms } from './subscription-transforms.js';

/** What runs transformations. */
export interface RunsTransforms {
  run(run: ScriptRun): Promise<TransformResult>;
  readonly waiting: number;
}

/** Deliveries as they're to be sent, and the bodies that are other than the event's, by the delivery's id. */
export interface Transformed {
  readonly deliveries: readonly PlannedDelivery[];
  readonly bodies: ReadonlyMap<string, Buffer>;
}

/** For the event's own header, the plan, and what of a record isn't content. */
const RECORD_ROOM_BYTES = 16 * 1024;
const SUSPENDED: DeliveryChange = {
  kind: 'failed',
  reason: 'suspended',
  message: 'ten runs in a row had timed out: give the endpoint its subscriptions anew, with a transformation that ends',
};

/** Runs the transformations of an event's deliveries, when it's decided who gets it. */
export class DeliveryTransforms {
  readonly #runs;
  readonly #seconds;

  constructor(
    private readonly transforms: SubscriptionTransforms,
    private readonly transformer: RunsTransforms,
    metrics: Metrics,
  ) {
    this.#runs = metrics.counter({
      name: 'transformations_total',
      help: 'Transformations of deliveries, by what came of them.',
      labels: ['outcome'],
    });
    this.#seconds = metrics.histogram({
      name: 'transformation_seconds',
      help: 'How long scripts of transformations ran.',
    });
    metrics.gauge(
      { name: 'transformations_waiting', help: 'Transformations that wait for their tenant’s turn.' },
      (gauge) => gauge.set(this.transformer.waiting),
    );
  }

  /**
   * Undefined when none of the deliveries has one. Which scripts are to run is decided at once, by the configuration that
   * the event was matched against; one that several endpoints have runs once.
   */
  apply(event: AcceptedEvent, deliveries: readonly PlannedDelivery[]): Promise<Transformed> | undefined {
    const found = deliveries.map(({ subscription }) => this.transforms.of(subscription));
    return found.some((transform) => transform !== undefined) ? this.#apply(event, deliveries, found) : undefined;
  }

  async #apply(
    event: AcceptedEvent,
    deliveries: readonly PlannedDelivery[],
    found: readonly (SubscriptionTransform | undefined)[],
  ): Promise<Transformed> {
    const results = new Map<string, Promise<TransformResult>>();
    const run = ({ transform }: SubscriptionTransform): Promise<TransformResult> => {
      const name = `${transform.language}:${transform.code}`;
      const result = results.get(name) ?? this.#run(event, transform);
      results.set(name, result);
      return result;
    };
    const bodies = new Map<string, Buffer>();
    const changed = deliveries.map(async (delivery, place): Promise<PlannedDelivery> => {
      const transform = found[place];
      if (!transform) return delivery;
      if (transform.suspended) return this.#counted(delivery, SUSPENDED);
      const result = await run(transform);
      const change = changeOf(result, event.data.length);
      if (change.kind === 'transformed' && result.kind === 'transformed' && result.body !== undefined)
        bodies.set(delivery.id, Buffer.from(result.body));
      return this.#counted(delivery, change);
    });
    return { deliveries: await Promise.all(changed), bodies };
  }

  async #run({ meta, data }: AcceptedEvent, transform: Transform): Promise<TransformResult> {
    const { tenant, id, type, timestamp, orderingKey, version, acceptedAt } = meta;
    const result = await this.transformer.run({
      tenant,
      transform,
      event: { id, type, timestamp, orderingKey, version },
      data: data.toString('utf8'),
      nowMs: Date.parse(acceptedAt),
    });
    this.#seconds.observe(result.durationMs / 1000);
    return result;
  }

  #counted(delivery: PlannedDelivery, change: DeliveryChange): PlannedDelivery {
    this.#runs.inc({ outcome: change.kind === 'failed' ? change.reason : change.kind });
    return { ...delivery, change };
  }
}

function changeOf(result: TransformResult, dataBytes: number): DeliveryChange {
  switch (result.kind) {
    case 'dropped':
      return { kind: 'dropped' };
    case 'failed': {
      const { reason, message, line } = result;
      return { kind: 'failed', reason, message: line === undefined ? message : `line ${line}: ${message}` };
    }
    case 'transformed': {
      const { body, headers, path } = result;
      // Event, body and headers of one delivery have to go into one record.
      const bytes = dataBytes + Buffer.byteLength(body ?? '') + Buffer.byteLength(JSON.stringify(headers ?? {}));
      if (bytes > MAX_RECORD_BYTES - RECORD_ROOM_BYTES)
        return {
          kind: 'failed',
          reason: 'output',
          message: 'body and headers are too large beside an event of this size',
        };
      return {
        kind: 'transformed',
        hasBody: body !== undefined,
        ...(headers && { headers: { ...headers } }),
        ...(path !== undefined && { path }),
      };
    }
  }
}
