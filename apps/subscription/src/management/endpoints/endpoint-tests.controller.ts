import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { EndpointId, EndpointTest, EndpointTestStarted, TenantId } from '@postrider/schemas';
import { Requires } from '@postrider/service';
import { EndpointTests } from './endpoint-tests.js';

@ApiTags('endpoints')
@Controller('v1/tenants/:tenant/endpoints/:id')
export class EndpointTestsController {
  constructor(private readonly tests: EndpointTests) {}

  @Post('test')
  @HttpCode(202)
  @Requires('manage', 'tenant')
  @ApiOperation({
    summary: 'Send an endpoint a test event',
    description:
      'The example of an event type, signed and delivered like any event of it, to this endpoint alone and whatever it subscribed to. One that is paused or disabled gets it once it is resumed or enabled.',
  })
  @ApiResponse({ status: 202, standardSchema: EndpointTestStarted })
  testEndpoint(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: EndpointId }) id: string,
    @Body({ schema: EndpointTest }) body: EndpointTest,
  ): Promise<EndpointTestStarted> {
    return this.tests.start(tenant, id, body);
  }

  @Post('verify')
  @HttpCode(202)
  @Requires('manage', 'tenant')
  @ApiOperation({
    summary: 'Check who owns the URL of an endpoint',
    description:
      'An event of type postrider.endpoint.verification is delivered to it; a 2xx whose body is data.challenge, or JSON with it as challenge, verifies the URL: verifiedAt says since when. A newer challenge replaces an older one.',
  })
  @ApiResponse({ status: 202, standardSchema: EndpointTestStarted })
  verifyEndpoint(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: EndpointId }) id: string,
  ): Promise<EndpointTestStarted> {
    return this.tests.verify(tenant, id);
  }
}
