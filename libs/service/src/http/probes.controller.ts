import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Metrics } from '@postrider/observability';
import type { FastifyReply } from 'fastify';
import { OpenToAll } from '../access/access.guard.js';
import { Health, type HealthReport } from '../health.js';

/** What probes and Prometheus ask for, on every service's port. */
@ApiExcludeController()
@OpenToAll()
@Controller()
export class ProbesController {
  constructor(
    private readonly health: Health,
    private readonly metrics: Metrics,
  ) {
    metrics.gauge(
      {
        name: 'ready',
        help: 'Whether what the first duty needs is there, by what it is: 1 where it is.',
        labels: ['check'],
      },
      (gauge) => {
        for (const [check, holds] of Object.entries(health.ready().checks)) gauge.set({ check }, holds ? 1 : 0);
      },
    );
  }

  @Get('health/live')
  live(@Res({ passthrough: true }) reply: FastifyReply) {
    return answer(this.health.live(), reply);
  }

  @Get('health/ready')
  ready(@Res({ passthrough: true }) reply: FastifyReply) {
    return answer(this.health.ready(), reply);
  }

  @Get('metrics')
  async page(@Headers('accept') accept: string | undefined, @Res({ passthrough: true }) reply: FastifyReply) {
    const { contentType, text } = await this.metrics.page(accept);
    reply.header('content-type', contentType);
    return text;
  }
}

function answer({ ok, checks }: HealthReport, reply: FastifyReply) {
  reply.code(ok ? 200 : 503);
  return { status: ok ? 'ok' : 'failing', checks };
}
