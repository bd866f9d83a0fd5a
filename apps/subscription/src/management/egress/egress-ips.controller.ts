import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { EgressIps } from '@postrider/schemas';
import { CONFIG, OpenToAll } from '@postrider/service';
import type { SubscriptionConfig } from '../../subscription.config.js';

@ApiTags('egress')
@Controller('v1/egress-ips')
export class EgressIpsController {
  constructor(@Inject(CONFIG) private readonly config: SubscriptionConfig) {}

  @Get()
  @OpenToAll()
  @Header('cache-control', 'public, max-age=300')
  @ApiSecurity({})
  @ApiOperation({
    summary: 'Show where deliveries come from',
    description:
      'For receivers to allow, who have no API key: it needs none. As the operator says in EGRESS_IPS; empty where nothing is said.',
  })
  @ApiResponse({ status: 200, standardSchema: EgressIps })
  getEgressIps(): EgressIps {
    return { ips: [...this.config.EGRESS_IPS] };
  }
}
