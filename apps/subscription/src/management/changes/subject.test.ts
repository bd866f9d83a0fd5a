import { describe, expect, it } from '@jest/globals';
import { subjectOf } from './subject.js';

describe('the subject of a request', () => {
  const params = { tenant: 'acme', id: 'x_1', type: 'order.created' };
  it.each([
    ['/v1/tenants/:tenant', { kind: 'tenant', id: 'acme', tenant: 'acme', itself: true }],
    ['/v1/tenants', { kind: 'tenant', id: undefined, tenant: undefined, itself: false }],
    ['/v1/event-types/:type', { kind: 'event-type', id: 'order.created', tenant: undefined, itself: true }],
    [
      '/v1/event-types/:type/versions/:n',
      { kind: 'event-type', id: 'order.created', tenant: undefined, itself: false },
    ],
    ['/v1/api-keys', { kind: 'api-key', id: undefined, tenant: undefined, itself: false }],
    ['/v1/tenants/:tenant/endpoints/:id', { kind: 'endpoint', id: 'x_1', tenant: 'acme', itself: true }],
    ['/v1/tenants/:tenant/endpoints/:id/pause', { kind: 'endpoint', id: 'x_1', tenant: 'acme', itself: false }],
    ['/v1/tenants/:tenant/deliveries/:id/retry', { kind: 'delivery', id: 'x_1', tenant: 'acme', itself: false }],
    ['/v1/tenants/:tenant/dead-letters/redrive', { kind: 'dead-letter', id: undefined, tenant: 'acme', itself: false }],
    ['/v1/jobs/:id/cancel', { kind: 'job', id: 'x_1', tenant: undefined, itself: false }],
  ])('of %s', (route, subject) => {
    expect(subjectOf(route, params)).toEqual(subject);
  });
});
