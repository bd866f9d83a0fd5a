import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { EndpointId, EndpointTest, EndpointTestStarted, TenantId } from '@postrider/schemas';
import { Requires } from '@postrider/service';
import { EndpointTests } from './endpoint-tests.js';

@ApiTags('endpoints')
@Controller('v1/tenants/:tenant/endpoints/:id/test')
export class EndpointTestsController {
  constructor(private readonly tests: EndpointTests) {}

  @Post()
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
}
