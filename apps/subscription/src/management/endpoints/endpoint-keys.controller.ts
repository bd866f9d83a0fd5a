import { Body, Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { EndpointId, EndpointSigningKeys, Jwks, SecretRotate, TenantId } from '@postrider/schemas';
import { OpenToAll, Requires } from '@postrider/service';
import type { Announced } from '../announced.js';
import { EndpointKeys } from './endpoint-keys.js';

@ApiTags('endpoints')
@Controller('v1/tenants/:tenant/endpoints/:id')
export class EndpointKeysController {
  constructor(private readonly keys: EndpointKeys) {}

  @Post('signing-keys/rotate')
  @HttpCode(200)
  @Requires('manage', 'tenant')
  @ApiOperation({
    summary: 'Rotate the key pair of v1a',
    description: 'Old and new both sign for graceSeconds. 409 conflict for an endpoint that never signed with v1a.',
  })
  @ApiResponse({ status: 200, standardSchema: EndpointSigningKeys })
  rotateEndpointSigningKeys(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: EndpointId }) id: string,
    @Body({ schema: SecretRotate }) body: SecretRotate,
  ): Promise<Announced<EndpointSigningKeys>> {
    return this.keys.rotate(tenant, id, body);
  }

  @Get('jwks.json')
  @OpenToAll()
  @Header('cache-control', 'public, max-age=60')
  @ApiSecurity({})
  @ApiOperation({
    summary: 'Show the public keys of v1a as a JWK Set',
    description: 'For receivers, who have no API key: it needs none. No keys where the endpoint never signed with v1a.',
  })
  @ApiResponse({ status: 200, standardSchema: Jwks })
  getEndpointJwks(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: EndpointId }) id: string,
  ): Promise<Jwks> {
    return this.keys.jwks(tenant, id);
  }
}
