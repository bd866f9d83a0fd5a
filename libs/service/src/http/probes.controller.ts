import { Controller, Get, Header, Res } from '@nestjs/common';
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
  ) {}

  @Get('health/live')
  live(@Res({ passthrough: true }) reply: FastifyReply) {
    return answer(this.health.live(), reply);
  }

  @Get('health/ready')
  ready(@Res({ passthrough: true }) reply: FastifyReply) {
    return answer(this.health.ready(), reply);
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  text(): Promise<string> {
    return this.metrics.text();
  }
}

function answer({ ok, checks }: HealthReport, reply: FastifyReply) {
  reply.code(ok ? 200 : 503);
  return { status: ok ? 'ok' : 'failing', checks };
}
