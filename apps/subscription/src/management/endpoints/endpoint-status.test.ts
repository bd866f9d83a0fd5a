import { describe, expect, it } from '@jest/globals';
import type { EndpointStatus } from '@postrider/schemas';
import fc from 'fast-check';
import { decideStatus, type StatusRequest } from './endpoint-status.js';

const requests: readonly StatusRequest[] = ['disable', 'enable', 'pause', 'resume'];
const statuses: readonly EndpointStatus[] = ['enabled', 'disabled', 'paused'];

/** The status after a request; `refused` when it made no sense. */
const after = (request: StatusRequest, status: EndpointStatus): EndpointStatus | 'refused' => {
  const decision = decideStatus(request, status);
  return decision.kind === 'change' ? decision.status : decision.kind === 'refused' ? 'refused' : status;
};

describe('the status of an endpoint', () => {
  it.each<[StatusRequest, EndpointStatus, EndpointStatus | 'refused', EndpointStatus | 'refused']>([
    ['disable', 'disabled', 'disabled', 'disabled'],
    ['enable', 'enabled', 'enabled', 'refused'],
    ['pause', 'paused', 'refused', 'paused'],
    ['resume', 'enabled', 'refused', 'enabled'],
  ])('on %s becomes %s, and of disabled %s, and of paused %s', (request, enabled, disabled, paused) => {
    expect(statuses.map((status) => after(request, status))).toEqual([enabled, disabled, paused]);
  });

  it('has a reason while it is disabled alone', () => {
    for (const request of requests) {
      for (const status of statuses) {
        const decision = decideStatus(request, status);
        if (decision.kind !== 'change') continue;
        expect(decision.disabledReason).toBe(decision.status === 'disabled' ? 'requested' : null);
      }
    }
  });

  it('changes by the first of two equal requests alone', () => {
    fc.assert(
      fc.property(fc.constantFrom(...requests), fc.constantFrom(...statuses), (request, status) => {
        const first = after(request, status);
        if (first !== 'refused') expect(decideStatus(request, first)).toEqual({ kind: 'as_it_is' });
      }),
    );
  });
});
