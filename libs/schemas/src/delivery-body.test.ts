import { describe, expect, it } from '@jest/globals';
import type { AcceptedEvent } from './records/accepted-event.js';
import { HTTP, type CloudEvent } from 'cloudevents';
import fc from 'fast-check';
import { deliveryBody, type BodyShape } from './delivery-body.js';

const PUBLIC_URL = 'https://hooks.example.com/api';
const AT = '2026-03-01T12:00:00.000Z';

const eventOf = (data: string, more: Partial<AcceptedEvent['meta']> = {}): AcceptedEvent => ({
  meta: { tenant: 'acme', id: 'evt_1', type: 'order.created', timestamp: AT, acceptedAt: AT, idChosen: false, ...more },
  data: Buffer.from(data),
});

function bodyOf(event: AcceptedEvent, shape: BodyShape, publicUrl = PUBLIC_URL) {
  const { contentType, pieces } = deliveryBody(event, shape, publicUrl);
  return { contentType, text: Buffer.concat(pieces).toString('utf8') };
}

/** What the official package reads from such a request. */
function received(event: AcceptedEvent, shape: BodyShape = {}): CloudEvent<unknown> {
  const { contentType, text } = bodyOf(event, { format: 'cloudevents', ...shape });
  const read = HTTP.toEvent({ headers: { 'content-type': contentType }, body: text });
  if (Array.isArray(read)) throw new Error('it was read as a batch');
  return read as CloudEvent<unknown>;
}

const EXACT = '{"amount":1.0,"id":12345678901234567890}';

describe('the body of a delivery', () => {
  it('has the data byte for byte in either format', () => {
    const data = fc.json().map((json) => ` ${json} `);
    fc.assert(
      fc.property(data, fc.constantFrom<BodyShape>({}, { format: 'cloudevents' }), (json, shape) => {
        const { text } = bodyOf(eventOf(json), shape);
        expect(text.slice(text.indexOf('"data":') + '"data":'.length, -1)).toBe(json);
        expect(JSON.parse(text)).toMatchObject({ type: 'order.created', data: JSON.parse(json) as unknown });
      }),
    );
    expect(bodyOf(eventOf(EXACT), {})).toEqual({
      contentType: 'application/json',
      text: `{"type":"order.created","timestamp":"${AT}","data":${EXACT}}`,
    });
  });

  it('says where the data is, where that is thin', () => {
    const event = eventOf(EXACT);
    expect(JSON.parse(bodyOf(event, { payload: 'thin' }).text)).toEqual({
      type: 'order.created',
      timestamp: AT,
      id: 'evt_1',
      link: `${PUBLIC_URL}/v1/tenants/acme/events/evt_1`,
    });
    expect(JSON.parse(bodyOf(eventOf(EXACT, { version: 2 }), { payload: 'thin' }, '').text)).toMatchObject({
      version: 2,
      link: '/v1/tenants/acme/events/evt_1',
    });
  });
});

describe('a CloudEvent that is delivered', () => {
  it('is read by the official package, with its tenant as the source', () => {
    const read = received(eventOf('{"order":1}', { orderingKey: 'k', labels: ['eu', 'vip'], version: 2 }));
    expect(read.validate()).toBe(true);
    expect(read).toMatchObject({
      specversion: '1.0',
      id: 'evt_1',
      source: `${PUBLIC_URL}/v1/tenants/acme`,
      type: 'order.created',
      time: AT,
      datacontenttype: 'application/json',
      orderingkey: 'k',
      labels: 'eu,vip',
      dataversion: 2,
      data: { order: 1 },
    });
  });

  it('keeps the source and the id that it came with, whatever they are', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' });
    fc.assert(
      fc.property(text, (id) => {
        const read = received(eventOf('1', { cloudEvent: { source: '//shop/a?b=%20', id } }));
        expect(read).toMatchObject({ source: '//shop/a?b=%20', id, data: 1 });
      }),
    );
  });

  it('has a dataref instead of its data, where that is thin', () => {
    const read = received(eventOf(EXACT), { payload: 'thin' });
    expect(read.validate()).toBe(true);
    expect(read.dataref).toBe(`${PUBLIC_URL}/v1/tenants/acme/events/evt_1`);
    expect(read.data).toBeUndefined();
  });
});
