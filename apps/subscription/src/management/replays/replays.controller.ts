import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  BulkRetry,
  EndpointBackfill,
  EndpointId,
  EndpointReplay,
  EventId,
  EventReplay,
  JobAnswer,
  JobStarted,
  TenantId,
  type JobCounted,
} from '@postrider/schemas';
import { Requires } from '@postrider/service';
import { JobStarts } from './job-starts.js';

@ApiTags('replays')
@Controller('v1/tenants/:tenant')
@Requires('manage', 'tenant')
export class ReplaysController {
  constructor(private readonly starts: JobStarts) {}

  @Post('endpoints/:id/replay')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Deliver an endpoint’s events again',
    description:
      'Its dead letters, what it missed, or all that it wants now. Each goes out with its own webhook-id, outside of the order, and behind what is live; what is on its way already is left alone.',
  })
  @ApiResponse({ status: 202, standardSchema: JobAnswer })
  replayEndpoint(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: EndpointId }) id: string,
    @Body({ schema: EndpointReplay }) body: EndpointReplay,
  ): Promise<JobStarted | JobCounted> {
    return this.starts.replay(tenant, id, body);
  }

  @Post('endpoints/:id/backfill')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Deliver earlier events to an endpoint',
    description: 'Those that it wants now and that it has no delivery of: for an endpoint that is new.',
  })
  @ApiResponse({ status: 202, standardSchema: JobAnswer })
  backfillEndpoint(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: EndpointId }) id: string,
    @Body({ schema: EndpointBackfill }) body: EndpointBackfill,
  ): Promise<JobStarted | JobCounted> {
    return this.starts.backfill(tenant, id, body);
  }

  @Post('events/:id/replay')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Deliver an event again',
    description:
      'To one endpoint that wants it now, or to all that do; where it’s on its way already, it’s left alone.',
  })
  @ApiResponse({ status: 202, standardSchema: JobAnswer })
  replayEvent(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: EventId }) id: string,
    @Body({ schema: EventReplay }) body: EventReplay,
  ): Promise<JobStarted | JobCounted> {
    return this.starts.replayEvent(tenant, id, body);
  }

  @Post('events/:id/cancel')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Cancel what is open of an event',
    description:
      'All of its deliveries that did not arrive or end: of one that was published with deliverAt, before that time, all. An attempt that is under way may still succeed.',
  })
  @ApiResponse({ status: 202, standardSchema: JobStarted })
  cancelEvent(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: EventId }) id: string,
  ): Promise<JobStarted> {
    return this.starts.cancelEvent(tenant, id);
  }

  @Post('deliveries/retry')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Attempt deliveries now',
    description:
      'All that the query finds: what waits for its time beside its schedule, dead letters in a new run. What is under way is left alone.',
  })
  @ApiResponse({ status: 202, standardSchema: JobAnswer })
  retryDeliveries(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Body({ schema: BulkRetry }) body: BulkRetry,
  ): Promise<JobStarted | JobCounted> {
    return this.starts.retry(tenant, body);
  }
}
