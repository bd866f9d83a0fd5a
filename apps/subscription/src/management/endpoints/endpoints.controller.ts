import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  Endpoint,
  EndpointCreate,
  EndpointCreated,
  EndpointId,
  EndpointPage,
  EndpointPatch,
  EndpointSecrets,
  ListQuery,
  SecretRotate,
  TenantId,
  withExampleLike,
  type Page,
} from '@postrider/schemas';
import { Requires } from '@postrider/service';
import type { Announced } from '../announced.js';
import { AnswersNotModified, TakesIfMatch } from '../changes/takes-if-match.js';
import { Endpoints } from './endpoints.js';

@ApiTags('endpoints')
@Controller('v1/tenants/:tenant/endpoints')
@Requires('manage', 'tenant')
export class EndpointsController {
  constructor(private readonly endpoints: Endpoints) {}

  @Post()
  @ApiOperation({
    summary: 'Register an endpoint',
    description: 'Once answered, it gets the very next event that it subscribed to.',
  })
  @ApiResponse({ status: 201, standardSchema: EndpointCreated })
  createEndpoint(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Body({ schema: EndpointCreate }) body: EndpointCreate,
  ): Promise<Announced<EndpointCreated>> {
    return this.endpoints.create(tenant, body);
  }

  @Get()
  @Requires(['read', 'manage'], 'tenant')
  @ApiOperation({ summary: 'List endpoints, newest first' })
  @ApiResponse({ status: 200, standardSchema: EndpointPage })
  listEndpoints(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Query({ schema: ListQuery }) query: ListQuery,
  ): Promise<Page<Endpoint>> {
    return this.endpoints.list(tenant, query);
  }

  @Get(':id')
  @AnswersNotModified()
  @Requires(['read', 'manage'], 'tenant')
  @ApiOperation({ summary: 'Look at an endpoint' })
  @ApiResponse({ status: 200, standardSchema: Endpoint })
  getEndpoint(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: EndpointId }) id: string,
  ): Promise<Endpoint> {
    return this.endpoints.get(tenant, id);
  }

  @Patch(':id')
  @TakesIfMatch()
  @ApiOperation({
    summary: 'Change an endpoint',
    description: 'What is given is replaced as a whole; null goes back to the default.',
  })
  @ApiResponse({ status: 200, standardSchema: Endpoint })
  updateEndpoint(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: EndpointId }) id: string,
    @Body({ schema: EndpointPatch }) body: EndpointPatch,
  ): Promise<Announced<Endpoint>> {
    return this.endpoints.update(tenant, id, body);
  }

  @Delete(':id')
  @TakesIfMatch()
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete an endpoint', description: 'Its open deliveries are cancelled.' })
  @ApiResponse({ status: 204, description: 'Deleted.' })
  deleteEndpoint(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: EndpointId }) id: string,
  ): Promise<Announced<void>> {
    return this.endpoints.delete(tenant, id);
  }

  @Post(':id/disable')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Disable an endpoint',
    description:
      'Nothing more is sent; open and further deliveries are held, reason endpoint_disabled, until it is enabled. One that is disabled already stays as it is.',
  })
  @ApiResponse({
    status: 200,
    standardSchema: withExampleLike(Endpoint, { status: 'disabled', disabledReason: 'requested' }),
  })
  disableEndpoint(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: EndpointId }) id: string,
  ): Promise<Announced<Endpoint>> {
    return this.endpoints.setStatus(tenant, id, 'disable');
  }

  @Post(':id/enable')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Enable an endpoint',
    description:
      'What was held is delivered, oldest first, as fast as the endpoint takes it. One that is enabled already stays as it is; 409 conflict for one that is paused: resume it.',
  })
  @ApiResponse({ status: 200, standardSchema: Endpoint })
  enableEndpoint(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: EndpointId }) id: string,
  ): Promise<Announced<Endpoint>> {
    return this.endpoints.setStatus(tenant, id, 'enable');
  }

  @Post(':id/pause')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Pause an endpoint',
    description:
      'Nothing more is sent; open and further deliveries are held, reason endpoint_paused, until it is resumed. One that is paused already stays as it is; 409 conflict for one that is disabled.',
  })
  @ApiResponse({ status: 200, standardSchema: withExampleLike(Endpoint, { status: 'paused' }) })
  pauseEndpoint(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: EndpointId }) id: string,
  ): Promise<Announced<Endpoint>> {
    return this.endpoints.setStatus(tenant, id, 'pause');
  }

  @Post(':id/resume')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Resume an endpoint',
    description:
      'What was held is delivered, oldest first, as fast as the endpoint takes it. One that is enabled stays as it is; 409 conflict for one that is disabled: enable it.',
  })
  @ApiResponse({ status: 200, standardSchema: Endpoint })
  resumeEndpoint(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: EndpointId }) id: string,
  ): Promise<Announced<Endpoint>> {
    return this.endpoints.setStatus(tenant, id, 'resume');
  }

  @Get(':id/secret')
  @ApiOperation({ summary: 'Show the signing secret', description: 'And older ones that still sign.' })
  @ApiResponse({ status: 200, standardSchema: EndpointSecrets })
  getEndpointSecret(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: EndpointId }) id: string,
  ): Promise<EndpointSecrets> {
    return this.endpoints.secrets(tenant, id);
  }

  @Post(':id/secret/rotate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Rotate the signing secret', description: 'Old and new both sign for graceSeconds.' })
  @ApiResponse({ status: 200, standardSchema: EndpointSecrets })
  rotateEndpointSecret(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: EndpointId }) id: string,
    @Body({ schema: SecretRotate }) body: SecretRotate,
  ): Promise<Announced<EndpointSecrets>> {
    return this.endpoints.rotateSecret(tenant, id, body);
  }
}
