import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Delivery, DeliveryExportQuery, EventExportQuery, ExportedEvent, TenantId } from '@postrider/schemas';
import { Requires } from '@postrider/service';
import { Exports } from './exports.js';
import { NDJSON } from './ndjson.js';

@ApiTags('exports')
@Controller('v1/tenants/:tenant')
@Requires(['read', 'manage'], 'tenant')
export class ExportsController {
  constructor(private readonly exports: Exports) {}

  @Get('deliveries/export')
  @ApiProduces(NDJSON)
  @ApiOperation({
    summary: 'Export deliveries, newest first',
    description: 'A JSON object in each line (NDJSON). An answer that breaks off is not the whole list.',
  })
  @ApiResponse({ status: 200, standardSchema: Delivery })
  async exportDeliveries(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Query({ schema: DeliveryExportQuery }) query: DeliveryExportQuery,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.exports.deliveries(tenant, query), { type: NDJSON });
  }

  @Get('events/export')
  @ApiProduces(NDJSON)
  @ApiOperation({
    summary: 'Export events with their data, newest first',
    description:
      'A JSON object in each line (NDJSON); `data` as it was published, but for line breaks between its values. An answer that breaks off is not the whole list.',
  })
  @ApiResponse({ status: 200, standardSchema: ExportedEvent })
  async exportEvents(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Query({ schema: EventExportQuery }) query: EventExportQuery,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.exports.events(tenant, query), { type: NDJSON });
  }
}
