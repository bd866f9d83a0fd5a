import { describe, expect, it } from '@jest/globals';
import { derivedEventId } from '@postrider/schemas';
import { formOf, type PublishRequest } from './publish-request.js';
import { readBinary, readEnvelope, readStructured } from './read-event.js';

const LIMITS = { maxDataBytes: 100, maxAttributeBytes: 50 };
const EXACT = '{"amount":1.0,"id":12345678901234567890}';

const requestOf = (headers: readonly (readonly [string, string])[], body = EXACT): PublishRequest => ({
  rawHeaders: headers.flat(),
  body: Buffer.from(body),
});

const BINARY = [
  ['Content-Type', 'application/json'],
  ['ce-specversion', '1.0'],
  ['CE-Id', 'a-1'],
  ['ce-source', '/shop'],
  ['ce-type', 'order.created'],
  ['ce-orderingkey', '%E2%82%AC'],
  ['ce-dataversion', '2'],
] as const;

const structured = (more: object = {}): Buffer =>
  Buffer.from(
    JSON.stringify({ specversion: '1.0', id: 'a-1', source: '/shop', type: 'order.created', data: 1, ...more }),
  );

describe('the form of a publish request', () => {
  it.each([
    ['envelope', [['content-type', 'application/json']]],
    ['envelope', [['content-type', 'application/vnd.shop+json; charset=UTF-8']]],
    ['structured', [['Content-Type', 'application/cloudevents+json; charset=utf-8']]],
    [
      'structured',
      [
        ['ce-id', 'ignored'],
        ['content-type', 'application/cloudevents+json'],
      ],
    ],
    ['batch', [['content-type', 'application/cloudevents-batch+json']]],
    ['binary', BINARY],
    ['unreadable', [['content-type', 'application/json; charset=utf-16']]],
  ] as const)('is %s by its headers', (form, headers) => {
    expect(formOf(requestOf(headers))).toBe(form);
  });
});

describe('an event that is published over HTTP', () => {
  it('is the same in each form of a CloudEvent, its data byte for byte', () => {
    const binary = readBinary('acme', requestOf(BINARY), LIMITS);
    const text = `{"specversion":"1.0","id":"a-1","source":"/shop","type":"order.created","orderingkey":"€","dataversion":2,"data":${EXACT}}`;
    expect(binary).toEqual(readStructured('acme', Buffer.from(text), LIMITS));
    expect(binary).toEqual({
      kind: 'read',
      candidate: {
        tenant: 'acme',
        type: 'order.created',
        data: Buffer.from(EXACT),
        id: derivedEventId('/shop', 'a-1'),
        timestamp: undefined,
        orderingKey: '€',
        version: 2,
        cloudEvent: { source: '/shop', id: 'a-1' },
      },
    });
  });

  it('has the id of its Idempotency-Key where it brings none', () => {
    const read = (body: string) => readEnvelope('acme', Buffer.from(body), 'evt_derived');
    expect(read('{"type":"a","data":1}')).toMatchObject({ candidate: { id: 'evt_derived' } });
    expect(read('{"type":"a","data":1,"id":"mine"}')).toMatchObject({ candidate: { id: 'mine' } });
  });

  it.each([
    ['an attribute that is missing', structured({ source: undefined }), 'invalid_request', ['/source']],
    ['an attribute that is no text', structured({ subject: {} }), 'invalid_request', ['/subject']],
    ['a type that is none here', structured({ type: 'no spaces' }), 'invalid_request', ['/type']],
    ['a version that is none', structured({ dataversion: '1.0' }), 'invalid_request', ['/dataversion']],
    ['a version that is too high', structured({ dataversion: 1_000_001 }), 'invalid_request', ['/dataversion']],
    ['a label that is none', structured({ labels: 'eu,,us' }), 'invalid_request', ['/labels']],
    ['labels that are too many', structured({ labels: 'a,'.repeat(10) + 'b' }), 'invalid_request', ['/labels']],
    ['an attribute that is too long', structured({ subject: 'x'.repeat(51) }), 'invalid_request', ['/subject']],
    ['data that is too large', structured({ data: 'x'.repeat(200) }), 'payload_too_large', []],
    ['data that isn’t JSON', structured({ datacontenttype: 'text/plain' }), 'unsupported_media_type', []],
    ['what is no JSON', Buffer.from('{'), 'malformed_json', []],
  ] as const)('is refused for %s, with its place', (_what, body, code, paths) => {
    const refused = readStructured('acme', body, LIMITS);
    expect(refused).toMatchObject({ kind: 'refused', code });
    expect(refused.kind === 'refused' && refused.faults?.map(({ path }) => path)).toEqual(paths);
  });

  it('is refused with the header that is at fault', () => {
    const late = [...BINARY.filter(([name]) => name !== 'ce-source'), ['ce-time', 'now']] as const;
    expect(readBinary('acme', requestOf(late), LIMITS)).toMatchObject({
      code: 'invalid_request',
      faults: [{ path: 'header/ce-source' }],
    });
    expect(readBinary('acme', requestOf(BINARY, 'hello'), LIMITS)).toMatchObject({ code: 'unsupported_media_type' });
  });
});
