import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mintId } from '../ids.js';
import { decodeAcceptedEvent, encodeAcceptedEvent, eventKey, type EventMeta } from './accepted-event.js';
import { decodeAttemptReport, encodeAttemptReport, type AttemptReport } from './attempt-report.js';
import { decodeEventDeliveries, encodeEventDeliveries, type DeliveryPlan } from './event-deliveries.js';
import { decodeLaneMarker, encodeLaneMarker } from './lane-marker.js';
import { decodeRedelivery, encodeRedelivery } from './redelivery.js';
import type { RecordParts, RecordToWrite } from './record.js';
import { decodeRegistryChange, encodeRegistryChange, type EndpointEntity } from './registry-change.js';

/** What a reader gets of a record that was written. */
function asRead({ key, value, headers }: RecordToWrite): RecordParts {
  return {
    key: key === null ? null : Buffer.from(key),
    value,
    headers: Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [name, Buffer.from(bytes)])),
  };
}

const meta: EventMeta = {
  tenant: 'acme',
  id: 'evt_1',
  type: 'order.created',
  timestamp: '2026-01-01T00:00:00.000Z',
  acceptedAt: '2026-01-01T00:00:01.000Z',
  idChosen: false,
};
const endpoint = mintId('ep', 1);
const delivery = mintId('dlv', 1);

describe('records', () => {
  it('carry an event with its data byte for byte, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1 }),
        fc.option(fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' })),
        (bytes, key) => {
          const data = Buffer.from(bytes);
          const event = { meta: key === null ? meta : { ...meta, orderingKey: key }, data };
          const read = decodeAcceptedEvent(asRead(encodeAcceptedEvent(event)));
          expect(read).toEqual(
            key?.includes('\0') ? expect.objectContaining({ kind: 'undecodable' }) : { kind: 'decoded', value: event },
          );
        },
      ),
    );
  });

  it('pass an event header on untouched, with what a newer version put there', () => {
    const header = Buffer.from(JSON.stringify({ ...meta, later: true }));
    const plan: DeliveryPlan = {
      registryOffset: 7,
      origin: { partition: 1, offset: 2 },
      deliveries: [{ id: delivery, endpoint }],
    };
    const written = encodeEventDeliveries(header, Buffer.from('1.0'), plan);
    expect(written.headers.event).toBe(header);
    expect(decodeEventDeliveries(asRead(written))).toEqual({
      kind: 'decoded',
      value: { event: { meta, data: Buffer.from('1.0') }, plan, bodies: new Map() },
    });
  });

  it('carry the bodies of transformed deliveries byte for byte, each with its own, and again with what is due', () => {
    const bodies = new Map([
      [mintId('dlv', 2), Buffer.from('{"id":12345678901234567890}')],
      [mintId('dlv', 3), Buffer.from('"\u00fc"')],
    ]);
    const plan: DeliveryPlan = {
      registryOffset: 7,
      origin: { partition: 1, offset: 2 },
      deliveries: [
        { id: delivery, endpoint, change: { kind: 'transformed', hasBody: false, path: 'a' } },
        ...[...bodies.keys()].map((id) => ({ id, endpoint, change: { kind: 'transformed', hasBody: true } as const })),
        { id: mintId('dlv', 4), endpoint, change: { kind: 'failed', reason: 'timeout', message: 'too long' } },
      ],
    };
    const written = asRead(encodeEventDeliveries(Buffer.from(JSON.stringify(meta)), Buffer.from('1'), plan, bodies));
    expect(decodeEventDeliveries(written)).toMatchObject({ kind: 'decoded', value: { plan, bodies } });
    const { 'body-2': _, ...headers } = written.headers;
    expect(decodeEventDeliveries({ ...written, headers })).toMatchObject({ kind: 'undecodable' });

    const event = { meta, data: Buffer.from('{}') };
    const due = { id: delivery, endpoint, turn: { trigger: 'retry', run: 0, step: 1, number: 2 } as const };
    for (const change of [{ body: Buffer.from('1.0'), headers: { a: 'b' } }, { path: 'a' }, {}]) {
      const read = decodeRedelivery(asRead(encodeRedelivery({ event, plan: due, change })));
      expect(read).toMatchObject({ kind: 'decoded', value: { event, plan: due, change } });
    }
  });

  it('keep the events of an ordering key together, and apart from ids that look like it', () => {
    expect(eventKey({ ...meta, orderingKey: 'a' })).toBe(eventKey({ ...meta, id: 'evt_2', orderingKey: 'a' }));
    expect(eventKey({ ...meta, orderingKey: 'a' })).not.toBe(eventKey({ ...meta, id: 'a' }));
    expect(eventKey(meta)).not.toBe(eventKey({ ...meta, tenant: 'other' }));
  });

  it('say in headers where their sender stands in the event’s trace, beside where the event itself does', () => {
    const own = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', tracestate: 'a=1' };
    const step = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-b7ad6b7169203331-01' };
    const event = { meta: { ...meta, trace: own }, data: Buffer.from('1') };
    const header = Buffer.from(JSON.stringify(event.meta));
    const plan = { registryOffset: 7, origin: { partition: 1, offset: 2 }, deliveries: [] };
    const due = { id: delivery, endpoint, turn: { trigger: 'retry', run: 0, step: 1, number: 2 } as const };
    for (const written of [
      encodeEventDeliveries(header, event.data, plan, undefined, step),
      encodeRedelivery({ event, plan: due }, step),
    ]) {
      expect(written.headers).toMatchObject(step);
      expect(decodeAcceptedEvent(asRead(written))).toEqual({ kind: 'decoded', value: event });
    }
    const untraced = encodeEventDeliveries(header, event.data, plan);
    expect(Object.keys(untraced.headers)).toEqual(['event', 'deliveries']);
    const faulty = { ...event, meta: { ...meta, trace: { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` } } };
    expect(decodeAcceptedEvent(asRead(encodeAcceptedEvent(faulty)))).toMatchObject({ kind: 'undecodable' });
  });

  it('carry a redelivery with its turn', () => {
    const redelivery = {
      event: { meta, data: Buffer.from('{}') },
      plan: { id: delivery, endpoint, turn: { trigger: 'retry', run: 1, step: 2, number: 5 } as const },
    };
    expect(decodeRedelivery(asRead(encodeRedelivery(redelivery)))).toEqual({ kind: 'decoded', value: redelivery });
  });

  it('carry the marker of a lane, whatever its key, or its end', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
        fc.boolean(),
        (orderingKey, isBlocked) => {
          const marker = { endpoint, orderingKey, ...(isBlocked && { at: meta.acceptedAt }) };
          const read = decodeLaneMarker(asRead(encodeLaneMarker(marker)));
          if (read.kind === 'decoded') expect(read.value).toEqual(marker);
          else expect(orderingKey).toContain('\0');
        },
      ),
    );
    const whole = asRead(encodeLaneMarker({ endpoint, orderingKey: 'k', at: meta.acceptedAt }));
    expect(decodeLaneMarker({ ...whole, key: Buffer.from('k') })).toMatchObject({ kind: 'undecodable' });
    expect(decodeLaneMarker({ ...whole, value: Buffer.from('{}') })).toMatchObject({ kind: 'undecodable' });
  });

  it('carry a report of an attempt, keyed by its endpoint', () => {
    const report: AttemptReport = {
      kind: 'attempted',
      id: mintId('att', 1),
      delivery: { id: delivery, tenant: 'acme', event: 'evt_1', eventType: 'a', acceptedAt: meta.acceptedAt, endpoint },
      turn: { trigger: 'first', run: 0, step: 0, number: 1 },
      startedAt: meta.acceptedAt,
      endedAt: meta.acceptedAt,
      durationMs: 1.5,
      outcome: 'failed',
      reason: 'status',
      response: { statusCode: 500, headers: { a: 'b' }, body: 'oops', encoding: 'utf8', truncated: false },
      next: { kind: 'retry', delayMs: 5000, step: 1 },
    };
    const written = encodeAttemptReport(report);
    expect(written.key).toBe(endpoint);
    expect(decodeAttemptReport(asRead(written))).toEqual({ kind: 'decoded', value: report });
  });

  it('carry an entity of the registry, or its end', () => {
    const entity: EndpointEntity = {
      kind: 'endpoint',
      id: endpoint,
      tenant: 'acme',
      url: 'https://example.com/',
      status: 'enabled',
      secrets: [{ sealed: 'x' }],
    };
    const change = { kind: 'endpoint', id: endpoint, version: 3 } as const;
    expect(decodeRegistryChange(asRead(encodeRegistryChange({ ...change, entity })))).toEqual({
      kind: 'decoded',
      value: { ...change, entity },
    });
    expect(decodeRegistryChange(asRead(encodeRegistryChange(change)))).toEqual({ kind: 'decoded', value: change });
  });

  it('that nobody can read say why, and never throw', () => {
    const readers = [
      decodeAcceptedEvent,
      decodeEventDeliveries,
      decodeRedelivery,
      decodeAttemptReport,
      decodeRegistryChange,
    ];
    const bytes = fc.option(
      fc
        .oneof(
          fc.uint8Array(),
          fc.json().map((json) => Buffer.from(json)),
        )
        .map((array) => Buffer.from(array)),
    );
    fc.assert(
      fc.property(
        bytes,
        bytes,
        bytes,
        fc.constantFrom('event', 'deliveries', 'version'),
        (key, value, header, name) => {
          for (const read of readers) {
            const result = read({ key, value, headers: header ? { [name]: header } : {} });
            if (result.kind === 'undecodable') expect(result.reason).not.toBe('');
          }
        },
      ),
    );
    expect(decodeAttemptReport({ key: null, value: Buffer.from('{"kind":"attempted"}'), headers: {} })).toEqual({
      kind: 'undecodable',
      reason: expect.stringContaining('/id'),
    });
    expect(decodeAcceptedEvent({ key: null, value: Buffer.from('1'), headers: {} })).toEqual({
      kind: 'undecodable',
      reason: 'the event header is missing',
    });
  });
});
