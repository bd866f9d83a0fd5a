import { WebhookRefused, webhookVerifier, type Arrived, type VerifyOptions, type Webhook } from './verify-webhook.js';

/** What API Gateway (REST and HTTP APIs), a function's URL or a load balancer hands to a Lambda, as far as it's needed. */
export interface LambdaRequest {
  readonly headers?: Arrived['headers'] | null;
  readonly multiValueHeaders?: Arrived['headers'] | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

/** What it wants back. */
export interface LambdaResponse {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Makes a Lambda handler of one for deliveries: anything else is answered 401; 204 when yours answers nothing. What it throws, it throws: Postrider tries again. */
export function postriderWebhooks(
  options: VerifyOptions,
  handle: (webhook: Webhook) => Promise<LambdaResponse | undefined>,
) {
  const check = webhookVerifier(options);
  return async (request: LambdaRequest): Promise<LambdaResponse> => {
    const body = Buffer.from(request.body ?? '', request.isBase64Encoded === true ? 'base64' : 'utf8');
    const headers = request.headers ?? request.multiValueHeaders ?? {};
    try {
      return (await handle(check({ headers, body }))) ?? { statusCode: 204 };
    } catch (error) {
      if (error instanceof WebhookRefused) return { statusCode: 401 };
      throw error;
    }
  };
}
