import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  DeadLetterQuery,
  DeliveryPage,
  JobAnswer,
  Redrive,
  TenantId,
  type Delivery,
  type JobCounted,
  type JobStarted,
  type Page,
} from '@postrider/schemas';
import { Requires } from '@postrider/service';
import { JobStarts } from '../replays/job-starts.js';
import { Deliveries } from './deliveries.js';

@ApiTags('dead letters')
@Controller('v1/tenants/:tenant/dead-letters')
export class DeadLettersController {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly starts: JobStarts,
  ) {}

  @Get()
  @Requires(['read', 'manage'], 'tenant')
  @ApiOperation({ summary: 'List dead letters, newest first', description: 'Deliveries that were given up on.' })
  @ApiResponse({ status: 200, standardSchema: DeliveryPage })
  listDeadLetters(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Query({ schema: DeadLetterQuery }) query: DeadLetterQuery,
  ): Promise<Page<Delivery>> {
    return this.deliveries.list(tenant, { ...query, status: 'dead' });
  }

  @Post('redrive')
  @HttpCode(202)
  @Requires('manage', 'tenant')
  @ApiOperation({ summary: 'Deliver dead letters again', description: 'Each starts a new run of its retry schedule.' })
  @ApiResponse({ status: 202, standardSchema: JobAnswer })
  redriveDeadLetters(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Body({ schema: Redrive }) body: Redrive,
  ): Promise<JobStarted | JobCounted> {
    return this.starts.redrive(tenant, body);
  }
}
