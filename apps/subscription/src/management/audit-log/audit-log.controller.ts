import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AuditPage, AuditQuery, TenantAuditQuery, TenantId, type AuditEntry, type Page } from '@postrider/schemas';
import { Requires } from '@postrider/service';
import { AuditLog } from './audit-log.js';

@ApiTags('audit log')
@Controller('v1')
export class AuditLogController {
  constructor(private readonly log: AuditLog) {}

  @Get('audit-log')
  @Requires(['read', 'manage'], 'platform')
  @ApiOperation({
    summary: 'Who changed what, newest first',
    description: 'Every change leaves its entry in its own transaction; entries are kept for RETENTION_DAYS.',
  })
  @ApiResponse({ status: 200, standardSchema: AuditPage })
  listAuditLog(@Query({ schema: AuditQuery }) query: AuditQuery): Promise<Page<AuditEntry>> {
    return this.log.list(query);
  }

  @Get('tenants/:tenant/audit-log')
  @Requires(['read', 'manage'], 'tenant')
  @ApiOperation({ summary: 'Who changed what of a tenant’s, newest first' })
  @ApiResponse({ status: 200, standardSchema: AuditPage })
  listTenantAuditLog(
    @Param('tenant', { schema: TenantId }) tenant: string,
    @Query({ schema: TenantAuditQuery }) query: AuditQuery,
  ): Promise<Page<AuditEntry>> {
    return this.log.list({ ...query, tenant });
  }
}
