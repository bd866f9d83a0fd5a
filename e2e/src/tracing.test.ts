import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Deployment, status, type Mailbox, type Tenant } from '@postrider/outside';
import { derivedEventId, topics } from '@postrider/schemas';
import { eventually } from '@postrider/testing';
import { produce } from './outside/kafka-console.js';
import { OtlpReceiver, type SpanSeen } from './outside/otlp-receiver.js';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

let collector: OtlpReceiver;
let postrider: Deployment;
let tenant: Tenant;
let mailbox: Mailbox;

beforeAll(async () => {
  collector = await OtlpReceiver.start();
  postrider = await Deployment.start({
    env: {
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.address,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20for-the-collector',
      OTEL_BSP_SCHEDULE_DELAY: '100',
      // Only what a caller asks for: of all else this share is recorded.
      OTEL_TRACES_SAMPLER_ARG: '0',
      RETRY_SCHEDULE_SECONDS: '1,1',
    },
  });
  tenant = await postrider.tenant();
  mailbox = postrider.receiver.mailbox();
  await tenant.register(mailbox);
});
afterAll(async () => {
  await postrider.stop();
  await collector.stop();
});

/** What a caller that traces sends along. */
function caller(sampled = true) {
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-0${sampled ? 1 : 0}` };
}

const FANNED_OUT = [
  '  ingestion: send postrider.events',
  '    subscription: process postrider.events',
  '      subscription: send postrider.deliveries',
  '        dispatcher: process postrider.deliveries',
  '          dispatcher: wait for turn',
];

/** In the order in which they began, in whichever they came. */
function named(spans: readonly SpanSeen[], name: string): readonly SpanSeen[] {
  return spans.filter((span) => span.name === name).sort((a, b) => Number(a.startNs - b.startNs));
}

describe('a trace', () => {
  it('goes on from the publisher’s request through every hop and retry to the endpoint’s request', async () => {
    mailbox.answers(status(500));
    const { traceId, spanId, traceparent } = caller();
    const { id } = await tenant.publish({}, { traceparent, tracestate: 'vendor=1,other=2' });
    const second = await mailbox.arrival(id, 2);
    const delivery = await tenant.settled(id, 'delivered');

    expect(await collector.tree(traceId, 11)).toEqual([
      'ingestion: POST /v1/tenants/{tenant}/events',
      ...FANNED_OUT,
      '          dispatcher: POST ✗',
      '    retry-scheduler: send postrider.redeliveries',
      '      dispatcher: process postrider.redeliveries',
      '        dispatcher: wait for turn',
      '        dispatcher: POST',
    ]);
    expect(collector.authorization).toBe('Bearer for-the-collector');

    const spans = collector.of(traceId);
    const [served] = named(spans, 'POST /v1/tenants/{tenant}/events');
    expect(served).toMatchObject({
      parent: spanId,
      kind: 'SERVER',
      attributes: { 'http.response.status_code': '202', 'postrider.tenant': tenant.id },
    });
    const attempts = named(spans, 'POST');
    expect(attempts.map(({ kind, attributes }) => [kind, attributes['http.response.status_code']])).toEqual([
      ['CLIENT', '500'],
      ['CLIENT', '204'],
    ]);
    expect(attempts[1]?.attributes).toMatchObject({ 'http.request.resend_count': '1', 'server.address': '127.0.0.1' });
    // The path may be a secret.
    expect(JSON.stringify(attempts.map(({ attributes }) => attributes))).not.toContain(new URL(mailbox.url).pathname);
    const [first] = mailbox.of(id);
    expect([first, second].map((request) => request?.headers.traceparent)).toEqual(
      attempts.map((attempt) => `00-${traceId}-${attempt.id}-01`),
    );
    expect(second.headers.tracestate).toBe('vendor=1,other=2');
    expect(named(spans, 'process postrider.redeliveries')[0]?.attributes).toMatchObject({
      'messaging.system': 'kafka',
      'messaging.operation.type': 'process',
      'postrider.event.id': id,
      'postrider.delivery.id': delivery.id,
      'postrider.attempt.trigger': 'retry',
    });

    // What is written in batches is linked to each trace that is in it.
    const reported = attempts.map((attempt) => `${traceId}:${attempt.id}`);
    await eventually('batches of the log that are linked to both attempts', () => {
      const links = new Set(named(collector.spans, 'process batch').flatMap((batch) => batch.links));
      return reported.every((link) => links.has(link));
    });

    // From a metric to a trace: where Prometheus asks for the format that has exemplars.
    for (const [service, seconds] of [
      ['ingestion', 'publish_ack'],
      ['subscription', 'fan_out'],
      ['dispatcher', 'attempt'],
    ] as const) {
      const headers = { accept: 'application/openmetrics-text;version=1.0.0' };
      const page = await (await fetch(`${postrider.stack.service(service).address}/metrics`, { headers })).text();
      expect(page).toMatch(new RegExp(`postrider_${seconds}_seconds_bucket.* # \\{trace_id="${traceId}"`));
    }

    // From a delivery to its trace, and from a log line.
    const { attemptLog } = await tenant.delivery(delivery.id);
    expect(attemptLog.map(({ request }) => request?.headers.traceparent)).toEqual(
      attempts.map((attempt) => `00-${traceId}-${attempt.id}-01`),
    );
    await eventually('both attempts in the log, by their trace', async () => {
      const lines = (await postrider.logLines()).filter((line) => line.includes('"delivery.attempted"'));
      return lines.filter((line) => line.includes(`"traceId":"${traceId}"`)).length === 2;
    });
  });

  it('goes on from a record’s header, or from what a CloudEvent says itself', async () => {
    const record = caller();
    const event = caller();
    const cloudEvent = (id: string, headers: Record<string, string>) => ({
      key: id,
      value: '{"order":1}',
      headers: {
        ce_specversion: '1.0',
        ce_id: id,
        ce_source: '/traced',
        ce_type: tenant.type,
        ce_tenant: tenant.id,
        traceparent: record.traceparent,
        ...headers,
      },
    });
    await produce(postrider.stack, topics.inbox.name, [
      cloudEvent('by-header', {}),
      cloudEvent('by-itself', { ce_traceparent: event.traceparent, ce_tracestate: 'mine=1' }),
    ]);
    const byHeader = await mailbox.arrival(derivedEventId('/traced', 'by-header'));
    const byItself = await mailbox.arrival(derivedEventId('/traced', 'by-itself'));
    expect(byHeader.headers.traceparent).toMatch(new RegExp(`^00-${record.traceId}-`));
    expect(byItself.headers.traceparent).toMatch(new RegExp(`^00-${event.traceId}-`));
    expect(byItself.headers.tracestate).toBe('mine=1');

    expect(await collector.tree(event.traceId, 6)).toEqual(
      [...FANNED_OUT, '          dispatcher: POST'].map((line) => line.slice(2)),
    );
    const ofRecord = await collector.tree(record.traceId, 8);
    expect(ofRecord.filter((line) => line === 'ingestion: process postrider.inbox')).toHaveLength(2);
    // The two came on partitions of their own, so that either may be read first.
    expect(ofRecord.join('\n')).toContain(['ingestion: process postrider.inbox', ...FANNED_OUT].join('\n'));
    // What brought it is linked.
    const brought = named(collector.of(record.traceId), 'process postrider.inbox').map(({ id }) => id);
    const [sent] = named(collector.of(event.traceId), 'send postrider.events');
    expect(brought).toContain(sent?.links[0]?.split(':')[1]);
  });

  it('that isn’t sampled is passed on as it came, without a span', async () => {
    const { traceId, traceparent } = caller(false);
    mailbox.answers(status(500));
    const { id } = await tenant.publish({}, { traceparent });
    const again = await mailbox.arrival(id, 2);
    expect(mailbox.of(id).map(({ headers }) => headers.traceparent)).toEqual([traceparent, traceparent]);
    expect(again.headers.tracestate).toBeUndefined();

    // Whatever is exported after this would have been exported with it.
    const later = caller();
    await tenant.publish({}, { traceparent: later.traceparent });
    expect(await collector.tree(later.traceId, 7)).toHaveLength(7);
    expect(collector.of(traceId)).toEqual([]);
  });

  it('is not begun for what nobody samples, and then nothing is told to the endpoint', async () => {
    const before = new Set(collector.spans.map(({ traceId }) => traceId));
    for (const traceparent of ['', 'nonsense', `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`]) {
      const { id } = await tenant.publish({}, { traceparent });
      const { headers } = await mailbox.arrival(id);
      expect(headers).not.toHaveProperty('traceparent');
    }
    const later = caller();
    await tenant.publish({}, { traceparent: later.traceparent });
    await collector.tree(later.traceId, 7);
    const fresh = collector.spans.filter(({ name }) => name !== 'process batch').map(({ traceId }) => traceId);
    expect(fresh.filter((traceId) => !before.has(traceId) && traceId !== later.traceId)).toEqual([]);
  });
});
