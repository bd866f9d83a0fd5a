import type { TenantRepository } from '@postrider/persistence';
import { mintId, type Fault, type TestTransform, type TestTransformResult, type Transform } from '@postrider/schemas';
import { notFound, ProblemError } from '@postrider/service';
import type { Clock } from '@postrider/time';
import type { Transformer, TransformResult } from '@postrider/transform';

const BUSY = 'Too many transformations of this tenant are being tried out.';

/** Tries transformations out before they're in use. */
export class TransformTrials {
  constructor(
    private readonly tenants: TenantRepository,
    private readonly transformer: Transformer,
    private readonly clock: Clock,
  ) {}

  /** What would become of an event. */
  async test(tenant: string, { transform, event }: TestTransform): Promise<TestTransformResult> {
    if (!(await this.tenants.find(tenant))) throw notFound('tenant');
    const nowMs = this.clock.now();
    const { type, id = mintId('evt', nowMs), timestamp = this.clock.timestamp(), data } = event;
    const { orderingKey, labels, version } = event;
    const result = await this.transformer.run({
      tenant,
      transform,
      event: { id, type, timestamp, orderingKey, labels, version },
      data: JSON.stringify(data),
      nowMs,
    });
    if (result.kind === 'failed' && result.reason === 'overloaded') throw busy();
    return answerOf(result);
  }

  /** Throws `invalid_request` for transformations that can't be read, with the place of each fault under `path`. */
  async check(
    tenant: string,
    transforms: readonly (Transform | undefined)[],
    path: (place: number) => string,
  ): Promise<void> {
    const faults: Fault[] = [];
    for (const [place, transform] of transforms.entries()) {
      if (!transform) continue;
      const fault = await this.transformer.check(tenant, transform);
      if (fault === 'busy') throw busy();
      if (!fault) continue;
      const where = fault.line === undefined ? '' : `line ${fault.line}: `;
      faults.push({ path: path(place), message: `${where}${fault.message}` });
    }
    if (faults.length > 0) throw new ProblemError('invalid_request', undefined, faults);
  }

  async close(): Promise<void> {
    await this.transformer.close();
  }
}

const busy = (): ProblemError => new ProblemError('rate_limited', BUSY, undefined, { 'retry-after': '1' });

function answerOf(result: TransformResult): TestTransformResult {
  const durationMs = Math.round(result.durationMs * 100) / 100;
  switch (result.kind) {
    case 'transformed': {
      const { body, headers, path } = result;
      return {
        result: 'transformed',
        ...(body !== undefined && { body: JSON.parse(body) as TestTransformResult['body'] }),
        ...(headers && { headers: { ...headers } }),
        ...(path !== undefined && { path }),
        durationMs,
      };
    }
    case 'dropped':
      return { result: 'dropped', durationMs };
    case 'failed': {
      const { reason: failure, message, line } = result;
      return { result: 'failed', failure, message, ...(line !== undefined && { line }), durationMs };
    }
  }
}
