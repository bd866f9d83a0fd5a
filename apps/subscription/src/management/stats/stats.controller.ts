import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { EndpointId, Stats, StatsQuery, TenantId } from '@postrider/schemas';
import { Requires } from '@postrider/service';
import { StatsView } from './stats.js';

const DESCRIPTION =
  'Attempts by outcome, dead letters, deliveries put off, and how long attempts took, by minute, hour or day. Minutes and hours are there as long as the log, days longer.';

@ApiTags('stats')
@Controller('v1/tenants/:tenant')
@Requires(['read', 'manage'], 'tenant')
export class StatsController {
  constructor(private readonly stats: StatsView) {}

  @Get('stats')
  @ApiOperation({ summary: 'Count what became of a tenant’s deliveries', description: DESCRIPTION })
  @ApiResponse({ status: 200, standardSchema: Stats })
  getTenantStats(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Query({ schema: StatsQuery }) query: StatsQuery,
  ): Promise<Stats> {
    return this.stats.ofTenant(tenant, query);
  }

  @Get('endpoints/:id/stats')
  @ApiOperation({ summary: 'Count what became of an endpoint’s deliveries', description: DESCRIPTION })
  @ApiResponse({ status: 200, standardSchema: Stats })
  getEndpointStats(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Param('id', { schema: EndpointId }) id: string,
    @Query({ schema: StatsQuery }) query: StatsQuery,
  ): Promise<Stats> {
    return this.stats.ofEndpoint(tenant, id, query);
  }
}
