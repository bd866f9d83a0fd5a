import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  BatchPublished,
  CloudEventBatch,
  derivedEventId,
  MAX_BATCH_EVENTS,
  Publish,
  PublishBatch,
  Published,
  StructuredCloudEvent,
  TenantId,
} from '@postrider/schemas';
import { AlsoTakes, bodySchema, ProblemError, Requires } from '@postrider/service';
import type { FastifyRequest } from 'fastify';
import type { PublishRequest } from './publish-request.js';
import { Publishing } from './publishing.js';

const IDEMPOTENCY_KEY = {
  name: 'idempotency-key',
  required: false,
  description: 'Without an id of your own: the same key means the same event, or the same ones in a batch.',
  example: 'checkout-1042',
};

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
      '202 means that the event is on Kafka, on all in-sync replicas. `data` reaches every receiver byte for byte as it stands in the request. ' +
      'A CloudEvent 1.0 is taken in each form of its HTTP protocol binding: structured, binary (attributes in `ce-` headers, any JSON as the body), and, answered as `/events/batch` answers, `application/cloudevents-batch+json`.',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ schema: bodySchema(Publish) })
  @AlsoTakes('application/cloudevents+json', StructuredCloudEvent)
  @ApiResponse({ status: 202, description: 'Accepted.', standardSchema: Published })
  publishEvent(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Req() request: FastifyRequest,
  ): Promise<Published | BatchPublished> {
    return this.publishing.publish(tenant, requestOf(request));
  }

  @Post('batch')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Publish many events',
    description: `Up to ${MAX_BATCH_EVENTS} events and 8 MiB. Each is judged by itself, and has its own result in its own place; those of one ordering key keep their order.`,
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ schema: bodySchema(PublishBatch) })
  @AlsoTakes('application/cloudevents-batch+json', CloudEventBatch)
  @ApiResponse({ status: 202, description: 'Each event has its result.', standardSchema: BatchPublished })
  publishEvents(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Req() request: FastifyRequest,
  ): Promise<BatchPublished> {
    return this.publishing.publishBatch(tenant, requestOf(request));
  }
}

function requestOf(request: FastifyRequest): PublishRequest {
  const { rawHeaders } = request.raw;
  return { rawHeaders, body: bytesOf(request.body), derivedId: idempotencyKeyOf(request) };
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
