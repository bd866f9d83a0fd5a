import { createParamDecorator, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { WebhookRefused, webhookVerifier, type Arrived, type VerifyOptions, type Webhook } from './verify-webhook.js';

interface RawRequest {
  readonly headers: Arrived['headers'];
  readonly rawBody?: Buffer;
  webhook?: Webhook;
}

/**
 * A guard: `@UseGuards(new PostriderGuard({ secret }))` lets deliveries through alone. The application has to keep raw bodies:
 * `NestFactory.create(AppModule, { rawBody: true })`.
 */
export class PostriderGuard implements CanActivate {
  readonly #check: (arrived: Arrived) => Webhook;

  constructor(options: VerifyOptions) {
    this.#check = webhookVerifier(options);
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<RawRequest>();
    if (!request.rawBody)
      throw new TypeError('Postrider’s guard needs raw bodies: create the application with rawBody.');
    try {
      request.webhook = this.#check({ headers: request.headers, body: request.rawBody });
      return true;
    } catch (error) {
      if (error instanceof WebhookRefused) throw new UnauthorizedException(error.message);
      throw error;
    }
  }
}

/** A handler's parameter: the delivery that {@link PostriderGuard} let through. */
export const Delivery = createParamDecorator((_data: unknown, context: ExecutionContext): Webhook => {
  const { webhook } = context.switchToHttp().getRequest<RawRequest>();
  if (!webhook) throw new TypeError('@Delivery() needs the guard PostriderGuard on its route.');
  return webhook;
});
