import { describe, expect, it } from '@jest/globals';
import {
  VERIFICATION_EVENT_TYPE,
  type BodyShape,
  type EventMeta,
  type RequestChange,
  type TraceContext,
} from '@postrider/schemas';
import { generateSecret, MessageSigner, parseSigningSecret, Signer } from '@postrider/signing';
import type { OutgoingRequest } from '../exchange/exchange.js';
import { deliveryRequest } from './delivery-request.js';

const EXACT = '{"amount":1.0,"id":12345678901234567890}';

const meta: EventMeta = {
  tenant: 'acme',
  id: 'evt_1',
  type: 'order.created',
  timestamp: '2026-03-01T12:00:00.000Z',
  acceptedAt: '2026-03-01T12:00:00.000Z',
  idChosen: false,
};

function requestOf(
  event: EventMeta,
  shape: BodyShape = {},
  change?: RequestChange,
  trace?: TraceContext,
): OutgoingRequest {
  const target = {
    url: new URL('https://example.com/hooks'),
    headers: {},
    signer: new MessageSigner(new Signer([parseSigningSecret(generateSecret())])),
    shape,
    publicUrl: '',
  };
  return deliveryRequest({ meta: event, data: Buffer.from(EXACT) }, target, 0, 1000, change, trace);
}

const bodyOf = (event: EventMeta, shape?: BodyShape): string =>
  Buffer.concat([requestOf(event, shape).body].flat()).toString();

describe('the body of a delivery', () => {
  it('is type, timestamp and data, whose bytes are those that were published', () => {
    expect(bodyOf(meta)).toBe(`{"type":"order.created","timestamp":"2026-03-01T12:00:00.000Z","data":${EXACT}}`);
  });

  it('says the version that the event carries', () => {
    expect(bodyOf({ ...meta, version: 2 })).toBe(
      `{"type":"order.created","timestamp":"2026-03-01T12:00:00.000Z","version":2,"data":${EXACT}}`,
    );
  });
});

describe('the request of a delivery', () => {
  it('has the answer to a challenge kept, however little the log keeps of others', () => {
    expect(requestOf({ ...meta, type: VERIFICATION_EVENT_TYPE }).keptSuccessBytes).toBeGreaterThan(0);
    expect(requestOf(meta).keptSuccessBytes).toBeUndefined();
  });

  it('says where it stands in its trace, and nothing of that where it’s in none', () => {
    const trace = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', tracestate: 'a=1' };
    const plain = Object.keys(requestOf(meta).headers);
    expect(plain).toEqual(['content-type', 'user-agent', 'webhook-id', 'webhook-timestamp', 'webhook-signature']);
    const { headers } = requestOf(meta, {}, undefined, trace);
    expect(headers).toMatchObject(trace);
    expect(Object.keys(headers).sort()).toEqual([...plain, 'traceparent', 'tracestate'].sort());
  });

  it('has a challenge in it, where an endpoint wants no data too', () => {
    expect(bodyOf({ ...meta, type: VERIFICATION_EVENT_TYPE }, { payload: 'thin' })).toContain(`"data":${EXACT}`);
    expect(bodyOf(meta, { payload: 'thin' })).not.toContain(EXACT);
  });

  it.each<BodyShape>([{}, { format: 'cloudevents' }, { payload: 'thin' }])(
    'has what a transformation made, and nothing around it, whatever form the endpoint asks for: %j',
    (shape) => {
      const body = Buffer.from('[1.0]');
      const request = requestOf({ ...meta, version: 2 }, shape, { body, path: 'orders/1' });
      expect(Buffer.concat([request.body].flat())).toEqual(body);
      expect(request.headers['content-type']).toBe('application/json');
      expect(request.url.href).toBe('https://example.com/hooks/orders/1');
    },
  );
});
