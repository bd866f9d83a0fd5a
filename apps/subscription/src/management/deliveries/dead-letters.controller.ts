import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  DeadLetterQuery,
  DeliveryPage,
  JobStarted,
  Redrive,
  TenantId,
  type Delivery,
  type Page,
} from '@postrider/schemas';
import { Requires } from '@postrider/service';
import { Deliveries } from './deliveries.js';
import { Redriving } from './redriving.js';

@ApiTags('dead letters')
@Controller('v1/tenants/:tenant/dead-letters')
export class DeadLettersController {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly redriving: Redriving,
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
  @ApiResponse({ status: 202, standardSchema: JobStarted })
  redriveDeadLetters(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Body({ schema: Redrive }) body: Redrive,
  ): Promise<JobStarted> {
    return this.redriving.redrive(tenant, body);
  }
}
