import { describe, expect, it } from '@jest/globals';
import { generateSecret, parseSigningSecret, Signer, webhookHeaders } from '@postrider/signing';
import fc from 'fast-check';
import { postriderWebhooks } from './lambda.js';
import { WebhookRefused, webhookVerifier } from './verify-webhook.js';

const NOW = Date.parse('2026-01-31T12:00:00.000Z');
const now = () => NOW;

function delivery(secret: string, text: string, timestampSeconds = NOW / 1000) {
  const body = Buffer.from(text);
  const signer = new Signer([parseSigningSecret(secret)]);
  return { headers: { ...webhookHeaders(signer, { id: 'evt_1', timestampSeconds, body: [body] }) }, body };
}

describe('a delivery', () => {
  it('is given with its id, its time, its payload and its bytes', () => {
    const secret = generateSecret();
    const text = '{"type":"order.created","data":{"id":12345678901234567890}}';
    const webhook = webhookVerifier({ secret, now })(delivery(secret, text));
    expect(webhook).toMatchObject({ id: 'evt_1', attemptedAt: new Date(NOW), payload: { type: 'order.created' } });
    expect(webhook.body.toString()).toBe(text);
  });

  it('passes with the old secret or the new while one is rotated', () => {
    const [old, fresh, other] = [generateSecret(), generateSecret(), generateSecret()];
    const verify = webhookVerifier({ secret: [old, fresh], now });
    for (const secret of [old, fresh]) expect(verify(delivery(secret, '{}')).id).toBe('evt_1');
    expect(() => verify(delivery(other, '{}'))).toThrow(new WebhookRefused('no_matching_signature'));
  });

  it('is refused when it’s old, changed, or no JSON', () => {
    const secret = generateSecret();
    const verify = webhookVerifier({ secret, now });
    expect(() => verify(delivery(secret, '{}', NOW / 1000 - 301))).toThrow(new WebhookRefused('too_old'));
    expect(() => verify(delivery(secret, 'not json'))).toThrow(new WebhookRefused('not_json'));
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.integer({ min: 1, max: 255 }), (text, place, change) => {
        const { headers, body } = delivery(secret, text);
        const at = place % body.length;
        body[at] = (body[at] ?? 0) ^ change;
        expect(() => verify({ headers, body })).toThrow(new WebhookRefused('no_matching_signature'));
      }),
    );
  });
});

describe('a Lambda', () => {
  it('is called for deliveries alone, and throws what it throws', async () => {
    const secret = generateSecret();
    const calls: string[] = [];
    const handler = postriderWebhooks({ secret, now }, ({ id }) => {
      calls.push(id);
      return calls.length > 1 ? Promise.reject(new Error('broken')) : Promise.resolve(undefined);
    });
    const { headers, body } = delivery(secret, '{"ü":1}');
    const request = { multiValueHeaders: headers, body: body.toString('utf8') };
    expect(await handler(request)).toEqual({ statusCode: 204 });
    expect(await handler({ ...request, body: '{}' })).toEqual({ statusCode: 401 });
    expect(await handler({})).toEqual({ statusCode: 401 });
    await expect(handler(request)).rejects.toThrow('broken');
    expect(calls).toEqual(['evt_1', 'evt_1']);
  });
});
