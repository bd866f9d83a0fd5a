import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { EventType, EventTypeName, EventTypePage, EventTypePut, ListQuery, type Page } from '@postrider/schemas';
import { Requires } from '@postrider/service';
import type { FastifyReply } from 'fastify';
import type { Announced } from '../announced.js';
import { TakesIfMatch, TakesIfNoneMatch } from '../changes/takes-if-match.js';
import { EventTypes } from './event-types.js';

@ApiTags('event types')
@Controller('v1/event-types')
export class EventTypesController {
  constructor(private readonly eventTypes: EventTypes) {}

  @Get()
  @Requires(['read', 'manage', 'publish'], 'anyone')
  @ApiOperation({ summary: 'List event types' })
  @ApiResponse({ status: 200, standardSchema: EventTypePage })
  listEventTypes(@Query({ schema: ListQuery }) query: ListQuery): Promise<Page<EventType>> {
    return this.eventTypes.list(query);
  }

  @Get(':type')
  @Requires(['read', 'manage', 'publish'], 'anyone')
  @ApiOperation({ summary: 'Look at an event type' })
  @ApiResponse({ status: 200, standardSchema: EventType })
  getEventType(@Param('type', { schema: EventTypeName }) type: string): Promise<EventType> {
    return this.eventTypes.get(type);
  }

  @Put(':type')
  @TakesIfNoneMatch()
  @Requires('manage', 'platform')
  @ApiOperation({
    summary: 'Register or replace an event type',
    description: 'With a schema, data that does not fit it is refused.',
  })
  @ApiResponse({ status: 200, description: 'Replaced.', standardSchema: EventType })
  @ApiResponse({ status: 201, description: 'Registered.', standardSchema: EventType })
  async putEventType(
    @Param('type', { schema: EventTypeName }) type: string,
    @Body({ schema: EventTypePut }) body: EventTypePut,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Announced<EventType>> {
    const { created, announced } = await this.eventTypes.put(type, body);
    reply.code(created ? 201 : 200);
    return announced;
  }

  @Delete(':type')
  @TakesIfMatch()
  @HttpCode(204)
  @Requires('manage', 'platform')
  @ApiOperation({
    summary: 'Delete an event type',
    description: 'Events of it are refused from then on; those accepted before are delivered.',
  })
  @ApiResponse({ status: 204, description: 'Deleted.' })
  deleteEventType(@Param('type', { schema: EventTypeName }) type: string): Promise<Announced<void>> {
    return this.eventTypes.delete(type);
  }
}
