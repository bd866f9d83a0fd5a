import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { FilterTest, FilterTested, TenantId } from '@postrider/schemas';
import { Requires } from '@postrider/service';
import { FilterTests } from './filter-tests.js';

@ApiTags('endpoints')
@Controller('v1/tenants/:tenant/test-filter')
@Requires(['read', 'manage'], 'tenant')
export class FiltersController {
  constructor(private readonly tests: FilterTests) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Try a filter on an event',
    description:
      'Says whether a subscription with this filter would get such an event, and what in the filter keeps it from it. Nothing is published or kept. The language of filters is in docs/filters.md.',
  })
  @ApiResponse({ status: 200, standardSchema: FilterTested })
  testFilter(
    @Param('tenant', { schema: TenantId }) _tenant: string,
    @Body({ schema: FilterTest }) body: FilterTest,
  ): FilterTested {
    return this.tests.test(body);
  }
}
