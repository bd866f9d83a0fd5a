import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  DryRunQuery,
  EventTypeName,
  EventTypeQuery,
  EventTypeVersion,
  EventTypeVersionChecked,
  EventTypeVersionPage,
  EventTypeVersionPut,
  VersionInPath,
  withExampleLike,
  type Page,
} from '@postrider/schemas';
import { Requires } from '@postrider/service';
import type { FastifyReply } from 'fastify';
import type { Announced } from '../announced.js';
import { EventTypes } from './event-types.js';

@ApiTags('event types')
@Controller('v1/event-types/:type/versions')
export class EventTypeVersionsController {
  constructor(private readonly eventTypes: EventTypes) {}

  @Get()
  @Requires(['read', 'manage', 'publish'], 'anyone')
  @ApiOperation({ summary: 'List the versions of an event type, oldest first' })
  @ApiResponse({ status: 200, standardSchema: EventTypeVersionPage })
  listEventTypeVersions(
    @Param('type', { schema: EventTypeName }) type: string,
    @Query({ schema: EventTypeQuery }) query: EventTypeQuery,
  ): Promise<Page<EventTypeVersion>> {
    return this.eventTypes.listVersions(type, query);
  }

  @Get(':version')
  @Requires(['read', 'manage', 'publish'], 'anyone')
  @ApiOperation({ summary: 'Look at a version of an event type' })
  @ApiResponse({ status: 200, standardSchema: EventTypeVersion })
  getEventTypeVersion(
    @Param('type', { schema: EventTypeName }) type: string,
    @Param('version', { schema: VersionInPath }) version: number,
  ): Promise<EventTypeVersion> {
    return this.eventTypes.getVersion(type, version);
  }

  @Put(':version')
  @Requires('manage', 'platform')
  @ApiOperation({
    summary: 'Register or replace a version of an event type',
    description:
      'The type has to be registered, which makes its version 1. The answer lists what breaks with the version before it, and with its own earlier form; a strict type refuses that.',
  })
  @ApiResponse({ status: 200, description: 'Replaced, or only tried.', standardSchema: EventTypeVersionChecked })
  @ApiResponse({ status: 201, description: 'Registered.', standardSchema: EventTypeVersionChecked })
  async putEventTypeVersion(
    @Param('type', { schema: EventTypeName }) type: string,
    @Param('version', { schema: VersionInPath }) version: number,
    @Query({ schema: DryRunQuery }) { dryRun }: DryRunQuery,
    @Body({ schema: EventTypeVersionPut }) body: EventTypeVersionPut,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Announced<EventTypeVersionChecked> | EventTypeVersionChecked> {
    const { created, answer } = await this.eventTypes.putVersion(type, version, body, dryRun);
    reply.code(created ? 201 : 200);
    return answer;
  }

  @Post(':version/archive')
  @HttpCode(200)
  @Requires('manage', 'platform')
  @ApiOperation({
    summary: 'Archive a version of an event type',
    description:
      'Events that name it are refused from then on, with 422 archived; those that name none are of the latest version that is not archived.',
  })
  @ApiResponse({ status: 200, standardSchema: withExampleLike(EventTypeVersion, { archived: true }) })
  archiveEventTypeVersion(
    @Param('type', { schema: EventTypeName }) type: string,
    @Param('version', { schema: VersionInPath }) version: number,
  ): Promise<Announced<EventTypeVersion>> {
    return this.eventTypes.setVersionArchived(type, version, true);
  }

  @Post(':version/restore')
  @HttpCode(200)
  @Requires('manage', 'platform')
  @ApiOperation({ summary: 'Bring an archived version of an event type back' })
  @ApiResponse({ status: 200, standardSchema: EventTypeVersion })
  restoreEventTypeVersion(
    @Param('type', { schema: EventTypeName }) type: string,
    @Param('version', { schema: VersionInPath }) version: number,
  ): Promise<Announced<EventTypeVersion>> {
    return this.eventTypes.setVersionArchived(type, version, false);
  }
}
