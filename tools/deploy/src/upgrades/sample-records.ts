import {
  encodeAcceptedEvent,
  encodeAttemptReport,
  encodeDeadLetter,
  encodeEventDeliveries,
  encodeLaneMarker,
  encodeRedelivery,
  encodeRegistryChange,
  EVENT_HEADER,
  type AcceptedEvent,
  type AttemptMade,
  type DeliveryRef,
  type DeliveryTurn,
  type IdPrefix,
  type RecordToWrite,
  type RegistryEntity,
} from '@postrider/schemas';

/* One record of every form that this version writes: with all that it may have, and with no more than it must. */

const AT = '2026-01-02T03:04:05.678Z';
const LATER = '2026-01-02T03:05:05.678Z';

/** An id as it's minted at that time, but for its random part: what is recorded again is the same again. */
const idOf = (prefix: IdPrefix, number = 1): string => `${prefix}_01KDYAK3SE${String(number).padStart(16, '0')}`;

const endpoint = idOf('ep');
const delivery = idOf('dlv');
const subscription = idOf('sub');
const attempt = idOf('att');
const PLACE = { partition: 3, offset: 42 };

const least: AcceptedEvent = {
  meta: { tenant: 'acme', id: 'evt_1', type: 'order.created', timestamp: AT, acceptedAt: AT, idChosen: false },
  data: Buffer.from('{"amount":1.0,"id":12345678901234567890}'),
};
const full: AcceptedEvent = {
  meta: {
    ...least.meta,
    version: 2,
    orderingKey: 'order-1',
    deliverAt: LATER,
    labels: ['vip'],
    idChosen: true,
    cloudEvent: { source: '/orders', id: '1' },
    endpoint,
  },
  data: Buffer.from('{"text":"ü"}'),
};

const plainTurn: DeliveryTurn = { trigger: 'first', run: 0, step: 0, number: 1 };
const fullTurn: DeliveryTurn = {
  trigger: 'replay',
  run: 1,
  step: 2,
  number: 5,
  since: AT,
  resumeAt: LATER,
  headSince: AT,
};
const plainRef: DeliveryRef = {
  id: delivery,
  tenant: 'acme',
  event: 'evt_1',
  eventType: 'order.created',
  acceptedAt: AT,
  endpoint,
};
const fullRef: DeliveryRef = {
  ...plainRef,
  subscription,
  orderingKey: 'order-1',
  labels: ['vip'],
  origin: PLACE,
  order: PLACE,
  transformed: true,
};
const plainAttempt: AttemptMade = {
  kind: 'attempted',
  id: attempt,
  delivery: plainRef,
  turn: plainTurn,
  startedAt: AT,
  endedAt: LATER,
  durationMs: 1.5,
  outcome: 'delivered',
  next: { kind: 'delivered' },
};

const entities: Readonly<Record<string, RegistryEntity>> = {
  'a tenant with all': {
    kind: 'tenant',
    id: 'acme',
    publishLimit: { perSecond: 10, burst: 20 },
    quota: { eventsPerDay: 1000, maxEventBytes: 1000 },
    portalEpoch: 'epoch',
    httpsOnly: true,
    verifiedOnly: true,
  },
  'a tenant': { kind: 'tenant', id: 'acme' },
  'an API key with all': {
    kind: 'api-key',
    id: idOf('key', 2),
    hash: 'a'.repeat(64),
    scopes: ['publish', 'manage', 'read'],
    tenant: 'acme',
    expiresAt: LATER,
    previous: [{ hash: 'b'.repeat(64), expiresAt: LATER }],
    allowedCidrs: ['192.0.2.0/24'],
    rateLimit: { perSecond: 10, burst: 20 },
  },
  'an event type with all': {
    kind: 'event-type',
    id: 'order.created',
    archived: true,
    versions: [
      { version: 1, archived: true },
      { version: 2, schema: { type: 'object' } },
    ],
  },
  'an endpoint': {
    kind: 'endpoint',
    id: endpoint,
    tenant: 'acme',
    url: 'https://receiver.example/',
    status: 'enabled',
    secrets: [{ sealed: 'sealed' }],
  },
  'an endpoint with all': {
    kind: 'endpoint',
    id: endpoint,
    tenant: 'acme',
    url: 'https://receiver.example/hooks',
    status: 'paused',
    secrets: [{ sealed: 'sealed', expiresAt: LATER }],
    sealedHeaders: 'sealed',
    subscriptions: [
      {
        id: subscription,
        eventTypes: ['order.*'],
        version: 2,
        labels: ['vip'],
        filter: { data: { total: { $gte: 100 } } },
        transform: { language: 'jsonata', code: '$' },
        suspended: true,
      },
    ],
    maxInFlight: 4,
    timeoutMs: 5000,
    retryScheduleSeconds: [5, 60],
    rateLimit: { perSecond: 10, burst: 20 },
    ordering: 'key',
    payload: 'thin',
    format: 'cloudevents',
    verified: true,
    signing: [
      { profile: 'v1' },
      { profile: 'v1a' },
      {
        profile: 'custom',
        header: 'x-signature',
        template: '{timestamp}.{body}',
        value: 'sha256={signature}',
        hash: 'sha256',
        encoding: 'hex',
        ownSecret: true,
      },
    ],
    sealedSigning: 'sealed',
    sealedAuth: 'sealed',
    keys: [{ publicKey: 'whpk_key', sealed: 'sealed', expiresAt: LATER }],
  },
};

const inRegistry = Object.entries(entities).map(
  ([what, entity]) => [what, encodeRegistryChange({ kind: entity.kind, id: entity.id, version: 7, entity })] as const,
);

const eventHeader = Buffer.from(encodeAcceptedEvent(full).headers[EVENT_HEADER] ?? '');

/** By topic, what each is an example of. */
export const sampleRecords: Readonly<Record<string, Readonly<Record<string, RecordToWrite>>>> = {
  events: { 'an event': encodeAcceptedEvent(least), 'an event with all': encodeAcceptedEvent(full) },
  deliveries: {
    'an event that nobody wants': encodeEventDeliveries(eventHeader, full.data, {
      registryOffset: 7,
      origin: PLACE,
      deliveries: [],
    }),
    'deliveries of every kind': encodeEventDeliveries(eventHeader, full.data, {
      registryOffset: 7,
      origin: PLACE,
      deliveries: [
        { id: delivery, endpoint },
        {
          id: idOf('dlv', 3),
          endpoint,
          subscription,
          change: { kind: 'transformed', hasBody: false, headers: { a: 'b' }, path: 'c' },
        },
        { id: idOf('dlv', 4), endpoint, change: { kind: 'dropped' } },
        { id: idOf('dlv', 5), endpoint, change: { kind: 'failed', reason: 'timeout', message: 'too long' } },
      ],
    }),
    'a delivery with a body of its own': encodeEventDeliveries(
      eventHeader,
      full.data,
      {
        registryOffset: 7,
        origin: PLACE,
        deliveries: [{ id: delivery, endpoint, change: { kind: 'transformed', hasBody: true } }],
      },
      new Map([[delivery, Buffer.from('{"own":true}')]]),
    ),
  },
  redeliveries: {
    'a redelivery': encodeRedelivery({ event: least, plan: { id: delivery, endpoint, turn: plainTurn } }),
    'a redelivery with all': encodeRedelivery({
      event: full,
      plan: { id: delivery, endpoint, subscription, turn: fullTurn, order: PLACE, behind: 41 },
      change: { body: Buffer.from('{"own":true}'), headers: { a: 'b' }, path: 'c' },
    }),
  },
  attempts: {
    'an attempt': encodeAttemptReport(plainAttempt),
    'an attempt with all': encodeAttemptReport({
      ...plainAttempt,
      delivery: fullRef,
      turn: fullTurn,
      outcome: 'failed',
      reason: 'status',
      detail: 'It answered 500.',
      response: { statusCode: 500, headers: { a: 'b' }, body: 'oops', encoding: 'utf8', truncated: false },
      address: '192.0.2.1',
      timings: { dnsMs: 1, connectMs: 2, tlsMs: 3, firstByteMs: 4 },
      requestHeaders: { 'x-token': null },
      next: { kind: 'retry', delayMs: 5000, step: 1 },
      flow: { capacity: 4, restMs: 1000 },
    }),
    'an attempt that was the last': encodeAttemptReport({
      ...plainAttempt,
      outcome: 'failed',
      reason: 'timeout',
      next: { kind: 'dead', reason: 'exhausted' },
    }),
    'an attempt whose endpoint is gone': encodeAttemptReport({
      ...plainAttempt,
      outcome: 'failed',
      reason: 'gone',
      next: { kind: 'hold', reason: 'endpoint_gone' },
    }),
    'a delivery that is parked': encodeAttemptReport({
      kind: 'parked',
      delivery: fullRef,
      turn: plainTurn,
      at: AT,
      reason: 'breaker_open',
      delayMs: 1000,
      flow: { capacity: 1 },
    }),
    'a delivery that is cancelled': encodeAttemptReport({
      kind: 'ended',
      delivery: plainRef,
      turn: plainTurn,
      at: AT,
      as: { status: 'cancelled', reason: 'requested' },
    }),
    'a delivery that is given up on': encodeAttemptReport({
      kind: 'ended',
      delivery: plainRef,
      turn: plainTurn,
      at: AT,
      as: { status: 'dead', reason: 'expired' },
    }),
  },
  deadLetters: {
    'a dead letter': encodeDeadLetter({
      delivery,
      tenant: 'acme',
      event: 'evt_1',
      eventType: 'order.created',
      acceptedAt: AT,
      endpoint,
      reason: 'exhausted',
      at: LATER,
      attempts: 10,
      lastAttempt: { id: attempt, reason: 'status', statusCode: 500 },
    }),
    'a dead letter that was never tried': encodeDeadLetter({
      delivery,
      tenant: 'acme',
      event: 'evt_1',
      eventType: 'order.created',
      acceptedAt: AT,
      endpoint,
      reason: 'transform_failed',
      at: LATER,
      attempts: 0,
    }),
  },
  lanes: {
    'a lane that is blocked': encodeLaneMarker({ endpoint, orderingKey: 'order-1', at: AT }),
    'a lane that is open again': encodeLaneMarker({ endpoint, orderingKey: 'order-1' }),
  },
  registry: {
    ...Object.fromEntries(inRegistry),
    'an endpoint that is gone': encodeRegistryChange({ kind: 'endpoint', id: endpoint, version: 8 }),
  },
};
