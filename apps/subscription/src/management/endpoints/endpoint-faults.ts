import type { EndpointRow } from '@postrider/persistence';
import type { Fault } from '@postrider/schemas';

/** What is wrong with an endpoint whose parts are right each by itself. */
export function endpointFaults({ headerNames, signing }: Pick<EndpointRow, 'headerNames' | 'signing'>): Fault[] {
  const own = new Set(headerNames.map((name) => name.toLowerCase()));
  return (signing ?? []).flatMap((profile, index) =>
    profile.profile === 'custom' && own.has(profile.header.toLowerCase())
      ? [{ path: `/signing/${index}/header`, message: `is one of the endpoint's own headers` }]
      : [],
  );
}
