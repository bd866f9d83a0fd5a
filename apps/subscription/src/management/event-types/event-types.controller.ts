import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  DryRunQuery,
  EventType,
  EventTypeChecked,
  EventTypeName,
  EventTypePage,
  EventTypePut,
  EventTypeQuery,
  withExampleLike,
  type Page,
} from '@postrider/schemas';
import { Requires } from '@postrider/service';
import type { FastifyReply } from 'fastify';
import type { Announced } from '../announced.js';
import { AnswersNotModified, TakesIfMatch, TakesIfNoneMatch } from '../changes/takes-if-match.js';
import { EventTypes } from './event-types.js';

@ApiTags('event types')
@Controller('v1/event-types')
export class EventTypesController {
  constructor(private readonly eventTypes: EventTypes) {}

  @Get()
  @Requires(['read', 'manage', 'publish'], 'anyone')
  @ApiOperation({ summary: 'List event types' })
  @ApiResponse({ status: 200, standardSchema: EventTypePage })
  listEventTypes(@Query({ schema: EventTypeQuery }) query: EventTypeQuery): Promise<Page<EventType>> {
    return this.eventTypes.list(query);
  }

  @Get(':type')
  @AnswersNotModified()
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
    description:
      'With the schema and the example of its version 1; its other versions stay as they are. With a schema, data that does not fit it is refused.',
  })
  @ApiResponse({ status: 200, description: 'Replaced, or only tried.', standardSchema: EventTypeChecked })
  @ApiResponse({ status: 201, description: 'Registered.', standardSchema: EventTypeChecked })
  async putEventType(
    @Param('type', { schema: EventTypeName }) type: string,
    @Query({ schema: DryRunQuery }) { dryRun }: DryRunQuery,
    @Body({ schema: EventTypePut }) body: EventTypePut,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Announced<EventTypeChecked> | EventTypeChecked> {
    const { created, answer } = await this.eventTypes.put(type, body, dryRun);
    reply.code(created ? 201 : 200);
    return answer;
  }

  @Post(':type/archive')
  @HttpCode(200)
  @Requires('manage', 'platform')
  @ApiOperation({
    summary: 'Archive an event type',
    description: 'Events of it are refused from then on, with 422 archived; those accepted before are delivered.',
  })
  @ApiResponse({ status: 200, standardSchema: withExampleLike(EventType, { archived: true }) })
  archiveEventType(@Param('type', { schema: EventTypeName }) type: string): Promise<Announced<EventType>> {
    return this.eventTypes.setArchived(type, true);
  }

  @Post(':type/restore')
  @HttpCode(200)
  @Requires('manage', 'platform')
  @ApiOperation({ summary: 'Bring an archived event type back' })
  @ApiResponse({ status: 200, standardSchema: EventType })
  restoreEventType(@Param('type', { schema: EventTypeName }) type: string): Promise<Announced<EventType>> {
    return this.eventTypes.setArchived(type, false);
  }

  @Delete(':type')
  @TakesIfMatch()
  @HttpCode(204)
  @Requires('manage', 'platform')
  @ApiOperation({
    summary: 'Delete an event type',
    description: 'With all its versions. Events of it are refused from then on; those accepted before are delivered.',
  })
  @ApiResponse({ status: 204, description: 'Deleted.' })
  deleteEventType(@Param('type', { schema: EventTypeName }) type: string): Promise<Announced<void>> {
    return this.eventTypes.delete(type);
  }
}
