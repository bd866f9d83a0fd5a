import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ListQuery, Tenant, TenantId, TenantPage, TenantPut, type Page } from '@postrider/schemas';
import { Requires } from '@postrider/service';
import type { FastifyReply } from 'fastify';
import type { Announced } from '../announced.js';
import { AnswersNotModified, TakesIfMatch, TakesIfNoneMatch } from '../changes/takes-if-match.js';
import { Tenants } from './tenants.js';

@ApiTags('tenants')
@Controller('v1/tenants')
export class TenantsController {
  constructor(private readonly tenants: Tenants) {}

  @Get()
  @Requires(['read', 'manage'], 'platform')
  @ApiOperation({ summary: 'List tenants' })
  @ApiResponse({ status: 200, standardSchema: TenantPage })
  listTenants(@Query({ schema: ListQuery }) query: ListQuery): Promise<Page<Tenant>> {
    return this.tenants.list(query);
  }

  @Get(':tenant')
  @AnswersNotModified()
  @Requires(['read', 'manage'], 'tenant-itself')
  @ApiOperation({ summary: 'Look at a tenant' })
  @ApiResponse({ status: 200, standardSchema: Tenant })
  getTenant(@Param('tenant', { schema: TenantId }) id: string): Promise<Tenant> {
    return this.tenants.get(id);
  }

  @Put(':tenant')
  @TakesIfNoneMatch()
  @Requires('manage', 'platform')
  @ApiOperation({
    summary: 'Make or replace a tenant',
    description:
      'Once answered, nothing of the tenant’s is refused for not knowing it. 403 reserved for the platform’s own, postrider.',
  })
  @ApiResponse({ status: 200, description: 'Replaced.', standardSchema: Tenant })
  @ApiResponse({ status: 201, description: 'Made.', standardSchema: Tenant })
  async putTenant(
    @Param('tenant', { schema: TenantId }) id: string,
    @Body({ schema: TenantPut }) body: TenantPut,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Announced<Tenant>> {
    const { created, announced } = await this.tenants.put(id, body);
    reply.code(created ? 201 : 200);
    return announced;
  }

  @Delete(':tenant')
  @TakesIfMatch()
  @HttpCode(204)
  @Requires('manage', 'platform')
  @ApiOperation({
    summary: 'Delete a tenant',
    description:
      'With its keys and endpoints; its open deliveries are cancelled. 403 reserved for the platform’s own, postrider.',
  })
  @ApiResponse({ status: 204, description: 'Deleted.' })
  deleteTenant(@Param('tenant', { schema: TenantId }) id: string): Promise<Announced<void>> {
    return this.tenants.delete(id);
  }
}
