import { MAX_RECORD_BYTES } from '@postrider/kafka';
import type { Log } from '@postrider/observability';
import {
  endUntransformed,
  loadRegistryEntities,
  noteDeadLetters,
  noteStats,
  sendTransformed,
  type DueRetry,
  type LoggedChange,
  type Sql,
} from '@postrider/persistence';
import type { AcceptedEvent, EndpointEntity } from '@postrider/schemas';
import type { Clock } from '@postrider/time';
import { deliveryChangeOf, scriptRunOf, SUSPENDED, type ScriptRun, type TransformResult } from '@postrider/transform';
import type { DeadLetters } from '../log/dead-letters.js';
import { statsOf } from '../log/stats-of.js';
import { deadLetterOfFailed } from '../log/transform-outcome.js';
import { choiceFor } from './choice-for.js';

/** What runs transformations. */
export interface RunsTransforms {
  run(run: ScriptRun): Promise<TransformResult>;
}

/**
 * Runs the transformation of a delivery that is to be tried again after it had failed, or of one that a job made, as its
 * endpoint has it now: whoever asked for another try has mended it. What comes of it is kept like the first result, and
 * sent at every attempt from then on.
 */
export class TransformAgain {
  constructor(
    private readonly sql: Sql,
    private readonly transformer: RunsTransforms,
    private readonly deadLetters: Pick<DeadLetters, 'tell'>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Resolves in any case: what it doesn't come to, it's asked for again when the lease is over. */
  async run(retry: DueRetry, event: AcceptedEvent, lease: string): Promise<void> {
    try {
      const endpoint = (await loadRegistryEntities(this.sql, [`endpoint:${retry.endpoint}`])).get(
        `endpoint:${retry.endpoint}`,
      );
      // Gone: what is open of it is about to be cancelled.
      if (endpoint?.kind !== 'endpoint') return;
      const change = await this.#changeFor(retry, event, endpoint);
      // Its tenant has no time left: it's looked at again when the lease is over.
      if (change?.failure === 'overloaded') return;
      if (change?.failure !== null) await this.#end(retry, change, lease);
      else await sendTransformed(this.sql, lease, change);
    } catch (error) {
      this.log.warn({ error, delivery: retry.deliveryId }, 'transform.again-failed');
    }
  }

  /** As dead, where there is a failure to tell of; else as cancelled. */
  async #end(
    { deliveryId: delivery, acceptedAt }: DueRetry,
    failed: LoggedChange | undefined,
    lease: string,
  ): Promise<void> {
    await this.sql.transaction(async (statements) => {
      const ended = await endUntransformed(statements, lease, failed ?? { ...NOTHING, delivery, acceptedAt });
      if (!failed) return;
      const nowMs = this.clock.now();
      const letters = ended.map((one) => deadLetterOfFailed(one, new Date(nowMs).toISOString()));
      await noteDeadLetters(statements, letters, nowMs);
      await noteStats(statements, statsOf({ attempts: [], parked: [], deadLetters: letters }, nowMs));
      // Before the commit: a crash between the two tells of a dead letter twice, and never not at all.
      await this.deadLetters.tell(letters);
    });
  }

  /** What is to be kept; undefined when it's dropped. */
  async #changeFor(
    { deliveryId: delivery, acceptedAt }: DueRetry,
    event: AcceptedEvent,
    endpoint: EndpointEntity,
  ): Promise<LoggedChange | undefined> {
    const kept = { ...NOTHING, delivery, acceptedAt };
    const choice = choiceFor(event, endpoint);
    if (choice.kind === 'none') return { ...kept, failure: 'error', message: NOT_SUBSCRIBED };
    if (choice.kind === 'plain') return kept;
    const result = choice.suspended ? undefined : await this.transformer.run(scriptRunOf(event, choice.transform));
    const change = result ? deliveryChangeOf(result, event.data.length, MAX_RECORD_BYTES) : SUSPENDED;
    switch (change.kind) {
      case 'dropped':
        return undefined;
      case 'failed':
        return { ...kept, failure: change.reason, message: change.message };
      case 'transformed': {
        const body = result?.kind === 'transformed' && result.body !== undefined ? Buffer.from(result.body) : null;
        return { ...kept, body, headers: change.headers ?? null, path: change.path ?? null };
      }
    }
  }
}

const NOTHING = { body: null, headers: null, path: null, failure: null, message: null };
const NOT_SUBSCRIBED = 'its endpoint no longer subscribes to this event';
