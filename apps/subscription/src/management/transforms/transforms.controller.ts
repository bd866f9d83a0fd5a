import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { TenantId, TestTransform, TestTransformResult } from '@postrider/schemas';
import { Requires } from '@postrider/service';
import { TransformTrials } from './transform-trials.js';

@ApiTags('endpoints')
@Controller('v1/tenants/:tenant/test-transform')
@Requires('manage', 'tenant')
export class TransformsController {
  constructor(private readonly trials: TransformTrials) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Try a transformation out',
    description:
      'Runs it on an event as a delivery would, and sends nothing. A script that fails is a result, not a problem.',
  })
  @ApiResponse({ status: 200, standardSchema: TestTransformResult })
  testTransform(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Body({ schema: TestTransform }) body: TestTransform,
  ): Promise<TestTransformResult> {
    return this.trials.test(tenant, body);
  }
}
