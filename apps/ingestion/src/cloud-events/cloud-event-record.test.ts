import { describe, expect, it } from '@jest/globals';
import { CloudEvent, Kafka } from 'cloudevents';
import fc from 'fast-check';
import { httpBinding, parseBinaryEvent } from './binary-event.js';
import { parseStructuredEvent } from './structured-event.js';
import { parseCloudEventRecord, type RecordWithEvent } from './cloud-event-record.js';

const limits = { maxDataBytes: 1000 };

const EXACT = '{"amount":1.0,"id":12345678901234567890,"e":1e2,"s":"\\u00e9\\/"}';

const essential = { ce_specversion: '1.0', ce_id: '1', ce_source: '/orders', ce_type: 'order.created' };

/** A record in binary mode, by default with all that one needs. A header of undefined is left out. */
const binary = (
  headers: Readonly<Record<string, string | undefined>> = {},
  value: string | null = EXACT,
): RecordWithEvent => {
  const all = { ...essential, 'content-type': 'application/json', ...headers };
  const sent = Object.entries(all).flatMap(([name, text]) =>
    text === undefined ? [] : [[name, Buffer.from(text)] as const],
  );
  return { headers: Object.fromEntries(sent), value: value === null ? null : Buffer.from(value) };
};

const members = { specversion: '"1.0"', id: '"1"', source: '"/orders"', type: '"order.created"', data: EXACT };

/** A record in structured mode, from members as JSON text. */
const structured = (
  more: Readonly<Record<string, string | undefined>> = {},
  contentType = 'application/cloudevents+json',
): RecordWithEvent => {
  const all = Object.entries({ ...members, ...more }).filter(([, json]) => json !== undefined);
  const value = `{${all.map(([name, json]) => `${JSON.stringify(name)} : ${json}`).join(' , ')}}`;
  return { headers: { 'content-type': Buffer.from(contentType) }, value: Buffer.from(value) };
};

const read = (record: RecordWithEvent) => {
  const result = parseCloudEventRecord(record, limits);
  if (result.kind === 'refused') throw new Error(`${result.reason}: ${result.message}`);
  return { ...result, data: result.data.toString('utf8') };
};

const reasonFor = (record: RecordWithEvent): string => {
  const result = parseCloudEventRecord(record, limits);
  if (result.kind === 'event') throw new Error('was accepted');
  expect(result.message).toMatch(/^[A-Z].*[.)]$/s);
  return result.reason;
};

describe('a record in binary mode', () => {
  it('is its headers and its value, byte for byte', () => {
    const headers = {
      ce_time: '2026-01-31T13:00:00.123456+01:00',
      ce_subject: 'Käse',
      ce_tenant: 'acme',
      ce_orderingkey: 'k 1',
      ce_other: 'x',
    };
    expect(read(binary(headers, ` ${EXACT}\n`))).toEqual({
      kind: 'event',
      source: '/orders',
      id: '1',
      type: 'order.created',
      subject: 'Käse',
      time: '2026-01-31T12:00:00.123Z',
      extensions: { tenant: 'acme', orderingkey: 'k 1' },
      data: ` ${EXACT}\n`,
      dataContentType: 'application/json',
    });
  });

  it('may leave the content type out, and write it as it likes', () => {
    expect(read(binary({ 'content-type': undefined })).dataContentType).toBe('application/json');
    for (const type of ['Application/JSON; Charset="UTF-8"', 'application/vnd.acme+json;v=1', 'text/json ; ']) {
      expect(read(binary({ 'content-type': type })).dataContentType).toBe(type);
    }
    expect(read(binary({ 'content-type': undefined, 'Content-Type': 'application/a+json' })).dataContentType).toBe(
      'application/a+json',
    );
  });

  it.each<[string, RecordWithEvent]>([
    ['not_a_cloud_event', { headers: {}, value: Buffer.from('{}') }],
    ['not_a_cloud_event', { headers: { 'content-type': Buffer.from('application/json') }, value: Buffer.from('{}') }],
    ['missing_attribute', binary({ ce_id: undefined })],
    ['missing_attribute', binary({ ce_source: undefined })],
    ['missing_attribute', binary({ ce_type: undefined })],
    ['missing_attribute', binary({ ce_specversion: undefined })],
    ['empty_attribute', binary({ ce_id: '' })],
    ['empty_attribute', binary({ ce_subject: '' })],
    ['unsupported_specversion', binary({ ce_specversion: '0.3' })],
    ['bad_attribute_name', binary({ ce_orderingKey: 'a' })],
    ['bad_attribute_name', binary({ ce_: 'a' })],
    ['bad_attribute_value', binary({ ce_subject: 'a\nb' })],
    ['bad_attribute_value', binary({ ce_subject: 'a\ufdd0' })],
    ['bad_attribute_value', { ...binary(), headers: { ...binary().headers, ce_subject: Buffer.from([0xff]) } }],
    ['attribute_too_large', binary({ ce_subject: 'x'.repeat(2049) })],
    ['bad_source', binary({ ce_source: 'my app' })],
    ['bad_source', binary({ ce_source: '/orders%2' })],
    ['bad_time', binary({ ce_time: '2026-01-31' })],
    ['bad_time', binary({ ce_time: '2026-02-30T12:00:00Z' })],
    ['bad_time', binary({ ce_time: '2026-01-31T12:00:00' })],
    ['bad_time', binary({ ce_time: '2026-01-31T12:00Z' })],
    ['bad_time', binary({ ce_time: '2026-01-31T12:60Z' })],
    ['missing_data', binary({}, null)],
    ['missing_data', binary({}, '')],
    ['bad_content_type', binary({ 'content-type': 'json' })],
    ['bad_content_type', binary({ 'content-type': `a/b${';  '.repeat(600)}!` })],
    ['empty_attribute', binary({ 'content-type': '' })],
    ['data_not_json', binary({ 'content-type': 'text/plain' })],
    ['data_not_json', binary({ 'content-type': 'application/json; charset=iso-8859-1' })],
    ['data_not_json', binary({}, 'hello')],
    ['data_not_json', binary({}, '{"a":1,"a":2}')],
    ['data_not_json', binary({ 'content-type': undefined }, '<xml/>')],
    ['data_too_large', binary({}, `"${'x'.repeat(999)}"`)],
    ['duplicate_attribute', binary({ ce_datacontenttype: 'application/a+json' })],
    ['bad_attribute_name', binary({ ce_data: 'a' })],
    ['duplicate_attribute', { ...binary(), repeatedHeaders: { ce_id: [Buffer.from('1'), Buffer.from('2')] } }],
    [
      'duplicate_attribute',
      {
        ...binary(),
        repeatedHeaders: { 'content-type': [Buffer.from('application/json'), Buffer.from('application/a+json')] },
      },
    ],
  ])('is refused as %s', (reason, record) => {
    expect(reasonFor(record)).toBe(reason);
  });

  it('does not mind headers of others, however often they come', () => {
    expect(
      read({ ...binary({ traceparent: 'x' }), repeatedHeaders: { traceparent: [Buffer.from('x'), Buffer.from('y')] } })
        .id,
    ).toBe('1');
  });

  it.each([
    ['2026-01-31t12:00:00z', '2026-01-31T12:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.000Z'],
    ['1996-12-19T16:39:57-08:00', '1996-12-20T00:39:57.000Z'],
    ['2026-01-31T12:00:00.1Z', '2026-01-31T12:00:00.100Z'],
  ])('has its time read: %s', (given, time) => {
    expect(read(binary({ ce_time: given })).time).toBe(time);
  });
});

describe('a record in structured mode', () => {
  it('has its data cut out, byte for byte', () => {
    expect(
      read(
        structured({
          subject: '"K\\u00e4se"',
          time: '"2026-01-31T12:00:00Z"',
          tenant: '"acme"',
          orderingkey: '42',
          other: 'true',
        }),
      ),
    ).toEqual({
      kind: 'event',
      source: '/orders',
      id: '1',
      type: 'order.created',
      subject: 'Käse',
      time: '2026-01-31T12:00:00.000Z',
      extensions: { tenant: 'acme', orderingkey: '42' },
      data: EXACT,
      dataContentType: 'application/json',
    });
  });

  it('is known by its content type, however that is written, and reads no attribute from headers', () => {
    const record = structured({}, ' Application/CloudEvents+JSON; charset="utf-8"');
    expect(read({ ...record, headers: { ...record.headers, ce_id: Buffer.from('other') } }).id).toBe('1');
  });

  it('takes any JSON for data, and null for an attribute that is not set', () => {
    for (const data of ['null', '"text"', '1.50', '[]', 'false']) expect(read(structured({ data })).data).toBe(data);
    expect(read(structured({ subject: 'null', time: 'null', tenant: 'null' }))).toMatchObject({
      subject: undefined,
      time: undefined,
    });
  });

  it('decodes data_base64 that is declared to be JSON', () => {
    const encoded = { data: undefined, data_base64: JSON.stringify(Buffer.from(EXACT).toString('base64')) };
    expect(read(structured({ ...encoded, datacontenttype: '"application/json"' }))).toMatchObject({ data: EXACT });
    expect(reasonFor(structured(encoded))).toBe('data_not_json');
  });

  it.each<[string, RecordWithEvent]>([
    ['value_not_json', { ...structured(), value: null }],
    ['value_not_json', { ...structured(), value: Buffer.from('[]') }],
    ['value_not_json', { ...structured(), value: Buffer.from('{"id":') }],
    ['value_not_json', structured({ data: '{"a":1,"a":2}' })],
    ['duplicate_attribute', { ...structured(), value: Buffer.from('{"id":"1","\\u0069d":"2"}') }],
    ['batched', structured({}, 'application/cloudevents-batch+json')],
    ['unsupported_format', structured({}, 'application/cloudevents+avro')],
    ['unsupported_format', structured({}, 'application/cloudevents')],
    ['unsupported_format', structured({}, 'application/cloudevents+json; charset=utf-16')],
    ['missing_attribute', structured({ id: undefined })],
    ['missing_attribute', structured({ id: 'null' })],
    ['empty_attribute', structured({ type: '""' })],
    ['unsupported_specversion', structured({ specversion: '"2.0"' })],
    ['unsupported_specversion', structured({ specversion: '1' })],
    ['bad_attribute_name', structured({ orderingKey: '"a"' })],
    ['bad_attribute_value', structured({ tenant: '{"a":1}' })],
    ['bad_attribute_value', structured({ tenant: '1.5' })],
    ['bad_attribute_value', structured({ tenant: '2147483648' })],
    ['bad_attribute_value', structured({ subject: '"\\ud800"' })],
    ['attribute_too_large', structured({ subject: JSON.stringify('x'.repeat(2049)) })],
    ['bad_time', structured({ time: '"now"' })],
    ['missing_data', structured({ data: undefined })],
    ['two_data_members', structured({ data_base64: '"e30="' })],
    ['bad_base64', structured({ data: undefined, data_base64: '"e30"', datacontenttype: '"application/json"' })],
    ['bad_base64', structured({ data: undefined, data_base64: '{}', datacontenttype: '"application/json"' })],
    [
      'data_not_json',
      structured({ data: undefined, data_base64: '"aGVsbG8="', datacontenttype: '"application/json"' }),
    ],
    ['data_not_json', structured({ datacontenttype: '"application/xml"' })],
    ['bad_content_type', structured({ datacontenttype: '"json"' })],
    ['data_too_large', structured({ data: JSON.stringify('x'.repeat(999)) })],
  ])('is refused as %s', (reason, record) => {
    expect(reasonFor(record)).toBe(reason);
  });

  it('may nest data as deep as binary mode may', () => {
    const data = '['.repeat(128) + ']'.repeat(128);
    expect(read(structured({ data })).data).toBe(read(binary({}, data)).data);
    expect(reasonFor(structured({ data: `[${data}]` }))).toBe('value_not_json');
    expect(reasonFor(binary({}, `[${data}]`))).toBe('data_not_json');
  });
});

describe('what the official SDK writes', () => {
  const given = fc.record(
    {
      id: fc.uuid(),
      source: fc.webUrl(),
      type: fc.stringMatching(/^[a-z]+(\.[a-z]+)*$/),
      subject: fc.stringMatching(/^[a-zé€ /]+$/),
      time: fc
        .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString()),
      tenant: fc.stringMatching(/^[a-z0-9]+$/),
      data: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.integer(), { minLength: 1 })),
    },
    { requiredKeys: ['id', 'source', 'type', 'data'] },
  );

  const asRecord = (message: { headers: unknown }, value: string): RecordWithEvent => {
    const sent = Object.entries(Object(message.headers) as object).filter(([, text]) => text !== undefined);
    return {
      headers: Object.fromEntries(sent.map(([name, text]) => [name, Buffer.from(String(text))])),
      value: Buffer.from(value),
    };
  };

  const expected = (event: { tenant?: string; data: unknown; time?: string }, json: string) => ({
    ...event,
    kind: 'event',
    tenant: undefined,
    extensions: { tenant: event.tenant },
    data: json,
    time: event.time ?? expect.any(String),
  });

  it('is understood in binary mode', () => {
    fc.assert(
      fc.property(given, (event) => {
        const message = Kafka.binary(new CloudEvent({ ...event, datacontenttype: 'application/json' }));
        const json = JSON.stringify(message.value);
        const result = parseCloudEventRecord(asRecord(message, json), { maxDataBytes: 1e6 });
        const { data, ...rest } = result.kind === 'event' ? result : { ...result, data: '' };
        expect({ ...rest, data: data.toString(), tenant: undefined }).toEqual({
          ...expected(event, json),
          dataContentType: 'application/json',
        });
      }),
    );
  });

  it('is understood in structured mode', () => {
    fc.assert(
      fc.property(given, (event) => {
        const message = Kafka.structured(new CloudEvent(event));
        const result = parseCloudEventRecord(asRecord(message, message.value), { maxDataBytes: 1e6 });
        const { data, ...rest } = result.kind === 'event' ? result : { ...result, data: '' };
        const json = JSON.stringify(event.data);
        expect({ ...rest, data: data.toString(), tenant: undefined }).toEqual({
          ...expected(event, json),
          dataContentType: 'application/json',
        });
      }),
    );
  });
});

describe('events that come over HTTP', () => {
  const headers = (subject: string): [string, string][] => [
    ['ce-specversion', '1.0'],
    ['ce-id', '1'],
    ['ce-source', '/orders'],
    ['ce-type', 'order.created'],
    ['ce-subject', subject],
    ['content-type', 'application/json'],
    ['host', 'localhost'],
  ];
  const subjectOf = (sent: string) => {
    const result = parseBinaryEvent({ headers: headers(sent), data: Buffer.from(EXACT) }, httpBinding, limits);
    return result.kind === 'event' ? result.subject : result.reason;
  };

  it.each([
    ['plain', 'plain'],
    ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € 😀'],
    ['%41%61', 'Aa'],
    ['"quoted \\"text\\""', 'quoted "text"'],
    ['"%22"', '"'],
    ['%C0%A0', 'bad_attribute_value'],
    ['100%', 'bad_attribute_value'],
    ['\u00e9', 'bad_attribute_value'],
  ])('have the header %s decoded to %s', (sent, subject) => {
    expect(subjectOf(sent)).toBe(subject);
  });

  it('are read from their bodies in structured mode', () => {
    const body = Buffer.from(`{"specversion":"1.0","id":"1","source":"/a","type":"t","data":${EXACT}}`);
    const result = parseStructuredEvent(body, limits);
    expect(result.kind === 'event' && result.data.toString()).toBe(EXACT);
  });
});

describe('any record at all', () => {
  it('is answered with a value', () => {
    const header = fc.constantFrom(
      'content-type',
      'Content-Type',
      'ce_id',
      'ce_source',
      'ce_time',
      'ce_',
      '__proto__',
      'x',
    );
    const value = fc.oneof(
      fc.uint8Array({ maxLength: 30 }),
      fc.constantFrom('1.0', '/a', 'application/cloudevents+json', '{"id":1}').map((text) => Buffer.from(text)),
    );
    const bytes = value.map((content) => Buffer.from(content));
    fc.assert(
      fc.property(fc.dictionary(header, bytes), fc.option(bytes), fc.boolean(), (headers, data, complete) => {
        const all = complete ? { ...binary().headers, ...headers } : headers;
        expect(['event', 'refused']).toContain(parseCloudEventRecord({ headers: all, value: data }, limits).kind);
      }),
      { numRuns: 1000 },
    );
  });
});
