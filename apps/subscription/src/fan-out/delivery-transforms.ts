import { MAX_RECORD_BYTES } from '@postrider/kafka';
import type { Metrics } from '@postrider/observability';
import type { AcceptedEvent, DeliveryChange, PlannedDelivery, Transform } from '@postrider/schemas';
import { deliveryChangeOf, scriptRunOf, SUSPENDED, type ScriptRun, type TransformResult } from '@postrider/transform';
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
      const change = deliveryChangeOf(result, event.data.length, MAX_RECORD_BYTES);
      if (change.kind === 'transformed' && result.kind === 'transformed' && result.body !== undefined)
        bodies.set(delivery.id, Buffer.from(result.body));
      return this.#counted(delivery, change);
    });
    return { deliveries: await Promise.all(changed), bodies };
  }

  async #run(event: AcceptedEvent, transform: Transform): Promise<TransformResult> {
    const result = await this.transformer.run(scriptRunOf(event, transform));
    this.#seconds.observe(result.durationMs / 1000);
    return result;
  }

  #counted(delivery: PlannedDelivery, change: DeliveryChange): PlannedDelivery {
    this.#runs.inc({ outcome: change.kind === 'failed' ? change.reason : change.kind });
    return { ...delivery, change };
  }
}
