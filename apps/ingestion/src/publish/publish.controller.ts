import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { derivedEventId, Publish, Published, TenantId } from '@postrider/schemas';
import { bodySchema, ProblemError, Requires } from '@postrider/service';
import type { FastifyRequest } from 'fastify';
import { Publishing } from './publishing.js';

/** Where events are published. */
export const PUBLISH_ROUTE = '/v1/tenants/:tenant/events';

@ApiTags('events')
@Controller(PUBLISH_ROUTE)
@Requires('publish', 'tenant')
export class PublishController {
  constructor(private readonly publishing: Publishing) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Publish an event',
    description:
      '202 means that the event is on Kafka, on all in-sync replicas. `data` reaches every receiver byte for byte as it stands in the request.',
  })
  @ApiHeader({
    name: 'idempotency-key',
    required: false,
    description: 'Without an id of your own: the same key means the same event.',
  })
  @ApiBody({ schema: bodySchema(Publish) })
  @ApiResponse({ status: 202, description: 'Accepted.', standardSchema: Published })
  publishEvent(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Req() request: FastifyRequest,
  ): Promise<Published> {
    return this.publishing.publish(tenant, bytesOf(request.body), idempotencyKeyOf(request));
  }
}

function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

function idempotencyKeyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return derivedEventId('idempotency-key', key);
  throw new ProblemError('invalid_request', undefined, [
    { path: 'header/idempotency-key', message: 'is 1 to 255 printable ASCII characters without spaces' },
  ]);
}
