import { Body, Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { PortalToken, PortalTokenCreate, TenantId } from '@postrider/schemas';
import { CurrentCaller, KeysOnly, Requires, type Caller } from '@postrider/service';
import type { Announced } from '../announced.js';
import { TenantPortalTokens } from './tenant-portal-tokens.js';

@ApiTags('portal tokens')
@Controller('v1/tenants/:tenant/portal-tokens')
@Requires('manage', 'tenant')
@KeysOnly()
export class PortalTokensController {
  constructor(private readonly tokens: TenantPortalTokens) {}

  @Post()
  @ApiOperation({
    summary: 'Make a portal token',
    description:
      'For a user interface: it works for a day at most, in this tenant alone, at both APIs as `Authorization: Bearer TOKEN`. It makes no keys and no tokens. It is kept nowhere.',
  })
  @ApiResponse({ status: 201, standardSchema: PortalToken })
  createPortalToken(
    @CurrentCaller() caller: Caller,
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Body({ schema: PortalTokenCreate }) body: PortalTokenCreate,
  ): Promise<Announced<PortalToken>> {
    return this.tokens.create(caller, tenant, body);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({
    summary: 'Revoke every portal token of a tenant',
    description: 'Within a second none that was made so far opens anything.',
  })
  @ApiResponse({ status: 204, description: 'Revoked.' })
  revokePortalTokens(@Param('tenant', { schema: TenantId }) tenant: string): Promise<Announced<void>> {
    return this.tokens.revoke(tenant);
  }
}
