import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DryRunQuery, EventTypeExportQuery, EventTypeImport, EventTypesImported } from '@postrider/schemas';
import { Requires } from '@postrider/service';
import type { Announced } from '../announced.js';
import { EventTypeExports } from './event-type-export.js';
import { EventTypeImports } from './event-type-import.js';

@ApiTags('event types')
@Controller('v1/event-types')
export class EventTypeDocumentsController {
  constructor(
    private readonly imports: EventTypeImports,
    private readonly exports: EventTypeExports,
  ) {}

  @Post('import')
  @HttpCode(200)
  @Requires('manage', 'platform')
  @ApiOperation({
    summary: 'Register event types from an OpenAPI document',
    description:
      'The body is an OpenAPI 3.1 document in JSON. Each of its `webhooks` is put by itself, and has its own result: called `order.created` it’s the type with its version 1, `order.created@2` is a version of it. The schema of its request body is that of data, unless the document is an export of ours. References inside of the document are followed; nothing is fetched.',
  })
  @ApiResponse({ status: 200, description: 'Each webhook has its result.', standardSchema: EventTypesImported })
  importEventTypes(
    @Query({ schema: DryRunQuery }) { dryRun }: DryRunQuery,
    @Body({ schema: EventTypeImport }) body: EventTypeImport,
  ): Promise<Announced<EventTypesImported>> {
    return this.imports.import(body, dryRun);
  }

  @Get('export')
  @Requires(['read', 'manage', 'publish'], 'anyone')
  @ApiOperation({
    summary: 'Describe event types to their receivers',
    description:
      'As OpenAPI 3.1 (webhooks), which can be imported again, or as AsyncAPI 3.0. What is archived is left out.',
  })
  @ApiResponse({
    status: 200,
    description: 'The document.',
    schema: { type: 'object', example: { openapi: '3.1.0', info: { title: 'Events', version: '1' }, webhooks: {} } },
  })
  exportEventTypes(@Query({ schema: EventTypeExportQuery }) query: EventTypeExportQuery): Promise<object> {
    return this.exports.export(query);
  }
}
