import { Controller, HttpCode, Module, Post, UseGuards, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Webhook } from '@postrider/sdk';
import { Delivery, PostriderGuard } from '@postrider/sdk/nest';

export function nestReceiver(secret: string, received: (id: string) => void): Promise<INestApplication> {
  @Controller('webhooks')
  class WebhooksController {
    @Post()
    @HttpCode(204)
    @UseGuards(new PostriderGuard({ secret }))
    take(@Delivery() { id }: Webhook): void {
      received(id);
    }
  }

  @Module({ controllers: [WebhooksController] })
  class ReceiverModule {}

  return NestFactory.create(ReceiverModule, new FastifyAdapter(), { rawBody: true, logger: false });
}
