import { MAX_RECORD_BYTES } from '@postrider/kafka';
import type { Log } from '@postrider/observability';
import {
  endUntransformed,
  sendTransformed,
  subscriptionChoices,
  type DueRetry,
  type LoggedChange,
  type Sql,
} from '@postrider/persistence';
import type { AcceptedEvent } from '@postrider/schemas';
import type { Clock } from '@postrider/time';
import { deliveryChangeOf, scriptRunOf, SUSPENDED, type ScriptRun, type TransformResult } from '@postrider/transform';
import type { DeadLetters } from '../log/dead-letters.js';
import { deadLetterOfFailed } from '../log/transform-outcome.js';
import { choiceFor } from './choice-for.js';

/** What runs transformations. */
export interface RunsTransforms {
  run(run: ScriptRun): Promise<TransformResult>;
}

/**
 * Runs the transformation of a delivery that is to be tried again after it had failed, as its endpoint has it now: whoever
 * asked for that has mended it. What comes of it is kept like the first result, and sent at every attempt from then on.
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
      const change = await this.#changeFor(retry, event);
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
      // Before the commit: a crash between the two tells of a dead letter twice, and never not at all.
      if (failed) await this.deadLetters.tell(ended.map((one) => deadLetterOfFailed(one, this.clock.timestamp())));
    });
  }

  /** What is to be kept; undefined when it's dropped. */
  async #changeFor(retry: DueRetry, event: AcceptedEvent): Promise<LoggedChange | undefined> {
    const { deliveryId: delivery, acceptedAt, endpoint } = retry;
    const kept = { ...NOTHING, delivery, acceptedAt };
    const choice = choiceFor(event.meta.type, await subscriptionChoices(this.sql, endpoint));
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
