import type { Registry } from '@postrider/registry';
import type { Published } from '@postrider/schemas';
import { ProblemError } from '@postrider/service';
import type { Clock } from '@postrider/time';
import type { AcceptMetrics } from '../accept/accept-metrics.js';
import type { Accept } from '../accept/accept.js';
import type { PublishLimits } from '../accept/publish-limits.js';
import { readPublishBody } from './publish-body.js';

/** Publishing over HTTP: from a request's bytes to its answer. */
export class Publishing {
  constructor(
    private readonly accept: Accept,
    private readonly limits: PublishLimits,
    private readonly registry: Registry,
    private readonly clock: Clock,
    private readonly metrics: AcceptMetrics,
  ) {}

  /** Answers once the event is on Kafka; throws the problem when it's refused. */
  async publish(tenant: string, bytes: Buffer, derivedId: string | undefined): Promise<Published> {
    const startMs = this.clock.monotonic();
    this.#limit(tenant);
    const published = await this.#accept(tenant, bytes, derivedId);
    this.metrics.accepted('http', published.duplicate, this.clock.monotonic() - startMs);
    return published;
  }

  #limit(tenant: string): void {
    const entity = this.registry.copy.tenant(tenant);
    const waitMs = entity ? this.limits.take(entity) : 0;
    if (waitMs === 0) return;
    throw new ProblemError('rate_limited', `The tenant ${tenant} publishes faster than its publishLimit.`, undefined, {
      'retry-after': String(Math.ceil(waitMs / 1000)),
    });
  }

  async #accept(tenant: string, bytes: Buffer, derivedId: string | undefined): Promise<Published> {
    const body = readPublishBody(bytes);
    switch (body.kind) {
      case 'not_json':
        throw new ProblemError('malformed_json', body.fault.message, [body.fault]);
      case 'invalid':
        throw new ProblemError('invalid_request', undefined, body.faults);
      case 'body': {
        const { type, id = derivedId, timestamp, orderingKey, version } = body.envelope;
        const acceptance = await this.accept.accept({
          tenant,
          type,
          data: body.data,
          id,
          timestamp,
          orderingKey,
          version,
        });
        if (acceptance.kind === 'refused')
          throw new ProblemError(acceptance.code, acceptance.detail, acceptance.faults);
        const { kind: _kind, ...published } = acceptance;
        return published;
      }
    }
  }
}
