import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  Delivery,
  DeliveryId,
  DeliveryPage,
  DeliveryQuery,
  DeliveryWithAttempts,
  TenantId,
  withExampleLike,
  type Page,
} from '@postrider/schemas';
import { Requires } from '@postrider/service';
import { Deliveries } from './deliveries.js';

@ApiTags('deliveries')
@Controller('v1/tenants/:tenant/deliveries')
@Requires('manage', 'tenant')
export class DeliveriesController {
  constructor(private readonly deliveries: Deliveries) {}

  @Get()
  @Requires(['read', 'manage'], 'tenant')
  @ApiOperation({ summary: 'List deliveries, newest first' })
  @ApiResponse({ status: 200, standardSchema: DeliveryPage })
  listDeliveries(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Query({ schema: DeliveryQuery }) query: DeliveryQuery,
  ): Promise<Page<Delivery>> {
    return this.deliveries.list(tenant, query);
  }

  @Get(':id')
  @Requires(['read', 'manage'], 'tenant')
  @ApiOperation({ summary: 'Look at a delivery, with its attempts' })
  @ApiResponse({ status: 200, standardSchema: DeliveryWithAttempts })
  getDelivery(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: DeliveryId }) id: string,
  ): Promise<DeliveryWithAttempts> {
    return this.deliveries.get(tenant, id);
  }

  @Post(':id/retry')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Attempt a delivery now',
    description:
      'Beside its schedule, which goes on should this attempt fail; a dead letter starts a new run; one that waits for its first attempt gets that. As soon as its endpoint takes one: an open breaker or a limit is waited for.',
  })
  @ApiResponse({ status: 202, standardSchema: withExampleLike(Delivery, { status: 'pending', reason: undefined }) })
  retryDelivery(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: DeliveryId }) id: string,
  ): Promise<Delivery> {
    return this.deliveries.retry(tenant, id);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Cancel a delivery',
    description: 'No further attempt is made; one that is under way may still succeed, and then it is delivered.',
  })
  @ApiResponse({ status: 200, standardSchema: withExampleLike(Delivery, { status: 'cancelled', reason: 'requested' }) })
  cancelDelivery(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: DeliveryId }) id: string,
  ): Promise<Delivery> {
    return this.deliveries.cancel(tenant, id);
  }
}
