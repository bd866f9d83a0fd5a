import { Controller, Delete, Get, Header, HttpCode, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  EventId,
  EventPage,
  EventQuery,
  EventWithDeliveries,
  TenantId,
  type EventSummary,
  type Page,
} from '@postrider/schemas';
import { Requires } from '@postrider/service';
import { EventLog } from './event-log.js';

@ApiTags('events')
@Controller('v1/tenants/:tenant/events')
@Requires(['read', 'manage'], 'tenant')
export class EventsLogController {
  constructor(private readonly log: EventLog) {}

  @Get()
  @ApiOperation({ summary: 'List events, newest first' })
  @ApiResponse({ status: 200, standardSchema: EventPage })
  listEvents(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Query({ schema: EventQuery }) query: EventQuery,
  ): Promise<Page<EventSummary>> {
    return this.log.list(tenant, query);
  }

  @Get(':id')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({
    summary: 'Look at an event, with its deliveries',
    description:
      '`data` stands in the answer byte for byte as it was published, but for what its tenant or type redacts; null once it is expunged.',
  })
  @ApiResponse({ status: 200, standardSchema: EventWithDeliveries })
  getEvent(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: EventId }) id: string,
  ): Promise<Buffer> {
    return this.log.get(tenant, id);
  }

  @Delete(':id/data')
  @HttpCode(204)
  @Requires('manage', 'tenant')
  @ApiOperation({
    summary: 'Expunge an event’s data',
    description:
      'Its payload and the bodies of all answers to it are deleted from the log; that it was, and what became of it, stays. Open deliveries are cancelled, reason expunged; one that is under way may still arrive. Kafka has it until its topics’ retention is over.',
  })
  @ApiResponse({ status: 204, description: 'Expunged.' })
  expungeEventData(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: EventId }) id: string,
  ): Promise<void> {
    return this.log.expunge(tenant, id);
  }
}
