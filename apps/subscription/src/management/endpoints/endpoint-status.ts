import type { StatusDecision } from '@postrider/persistence';
import type { EndpointStatus } from '@postrider/schemas';

/** What can be asked of an endpoint's status. */
export type StatusRequest = 'disable' | 'enable' | 'pause' | 'resume';

/**
 * What a request makes of an endpoint that stands so. What it has already, it keeps: asking twice changes nothing. Each
 * pair undoes its own alone: nobody's resume enables what was disabled, and nobody's enable ends another's pause.
 */
export function decideStatus(request: StatusRequest, status: EndpointStatus): StatusDecision {
  switch (request) {
    case 'disable':
      return status === 'disabled' ? AS_IT_IS : { kind: 'change', status: 'disabled', disabledReason: 'requested' };
    case 'enable':
      if (status === 'paused') return { kind: 'refused', why: 'The endpoint is paused, not disabled: resume it.' };
      return status === 'enabled' ? AS_IT_IS : ENABLED;
    case 'pause':
      if (status === 'disabled') return { kind: 'refused', why: 'The endpoint is disabled: nothing is sent to it.' };
      return status === 'paused' ? AS_IT_IS : { kind: 'change', status: 'paused', disabledReason: null };
    case 'resume':
      if (status === 'disabled') return { kind: 'refused', why: 'The endpoint is disabled, not paused: enable it.' };
      return status === 'enabled' ? AS_IT_IS : ENABLED;
  }
}

const AS_IT_IS: StatusDecision = { kind: 'as_it_is' };
const ENABLED: StatusDecision = { kind: 'change', status: 'enabled', disabledReason: null };
