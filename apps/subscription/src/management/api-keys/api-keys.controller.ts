import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiKey, ApiKeyCreate, ApiKeyCreated, ApiKeyId, ApiKeyPage, ListQuery, type Page } from '@postrider/schemas';
import { CurrentCaller, Requires, type Caller } from '@postrider/service';
import type { Announced } from '../announced.js';
import { ApiKeys } from './api-keys.js';

@ApiTags('api keys')
@Controller('v1/api-keys')
@Requires('manage', 'anyone')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeys) {}

  @Post()
  @ApiOperation({
    summary: 'Make an API key',
    description: 'The key is in the answer, and nowhere else. It cannot do more than the key that made it.',
  })
  @ApiResponse({ status: 201, standardSchema: ApiKeyCreated })
  createApiKey(
    @CurrentCaller() caller: Caller,
    @Body({ schema: ApiKeyCreate }) body: ApiKeyCreate,
  ): Promise<Announced<ApiKeyCreated>> {
    return this.keys.create(caller, body);
  }

  @Get()
  @Requires(['read', 'manage'], 'anyone')
  @ApiOperation({ summary: 'List API keys', description: 'A tenant’s key sees those of its tenant.' })
  @ApiResponse({ status: 200, standardSchema: ApiKeyPage })
  listApiKeys(@CurrentCaller() caller: Caller, @Query({ schema: ListQuery }) query: ListQuery): Promise<Page<ApiKey>> {
    return this.keys.list(caller, query);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete an API key', description: 'Within a second it opens nothing any more.' })
  @ApiResponse({ status: 204, description: 'Deleted.' })
  deleteApiKey(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: ApiKeyId }) id: string,
  ): Promise<Announced<void>> {
    return this.keys.delete(caller, id);
  }
}
