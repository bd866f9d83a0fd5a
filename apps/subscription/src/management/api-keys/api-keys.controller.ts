import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  ApiKey,
  ApiKeyCreate,
  ApiKeyCreated,
  ApiKeyId,
  ApiKeyPage,
  ApiKeyPatch,
  ApiKeyRotate,
  ListQuery,
  type Page,
} from '@postrider/schemas';
import { CurrentCaller, KeysOnly, Requires, type Caller } from '@postrider/service';
import type { Announced } from '../announced.js';
import { AnswersNotModified, TakesIfMatch } from '../changes/takes-if-match.js';
import { ApiKeys } from './api-keys.js';

@ApiTags('api keys')
@Controller('v1/api-keys')
@Requires('manage', 'anyone')
@KeysOnly()
export class ApiKeysController {
  constructor(private readonly keys: ApiKeys) {}

  @Post()
  @ApiOperation({
    summary: 'Make an API key',
    description:
      'The key is in the answer, and nowhere else. It cannot do more than the key that made it: nor live longer, nor work from other addresses, nor faster; what the body leaves out it has of that key.',
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

  @Get(':id')
  @AnswersNotModified()
  @Requires(['read', 'manage'], 'anyone')
  @ApiOperation({ summary: 'Look at an API key' })
  @ApiResponse({ status: 200, standardSchema: ApiKey })
  getApiKey(@CurrentCaller() caller: Caller, @Param('id', { schema: ApiKeyId }) id: string): Promise<ApiKey> {
    return this.keys.get(caller, id);
  }

  @Patch(':id')
  @TakesIfMatch()
  @ApiOperation({
    summary: 'Change an API key',
    description:
      'What is given is replaced as a whole; null takes a limit away. 403 forbidden for what the caller’s own key could not make.',
  })
  @ApiResponse({ status: 200, standardSchema: ApiKey })
  updateApiKey(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: ApiKeyId }) id: string,
    @Body({ schema: ApiKeyPatch }) body: ApiKeyPatch,
  ): Promise<Announced<ApiKey>> {
    return this.keys.update(caller, id, body);
  }

  @Post(':id/rotate')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Rotate an API key',
    description: 'The new key is in the answer, and nowhere else; the old one works beside it for graceSeconds.',
  })
  @ApiResponse({ status: 200, standardSchema: ApiKeyCreated })
  rotateApiKey(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: ApiKeyId }) id: string,
    @Body({ schema: ApiKeyRotate }) body: ApiKeyRotate,
  ): Promise<Announced<ApiKeyCreated>> {
    return this.keys.rotate(caller, id, body);
  }

  @Delete(':id')
  @TakesIfMatch()
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
