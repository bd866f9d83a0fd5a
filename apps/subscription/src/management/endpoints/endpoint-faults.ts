import type { EndpointRow } from '@postrider/persistence';
import type { Fault } from '@postrider/schemas';

/** What is wrong with an endpoint whose parts are right each by itself. */
export function endpointFaults(
  endpoint: Pick<EndpointRow, 'url' | 'headerNames' | 'signing' | 'auth'>,
): readonly Fault[] {
  const { url, auth } = endpoint;
  const faults = headerFaults(endpoint);
  if (auth?.type === 'mtls' && !url.startsWith('https:'))
    faults.push({ path: '/auth', message: 'a client certificate needs an https URL: without TLS it is never shown' });
  return faults;
}

/** Each header has one value, so one part alone can set it. */
function headerFaults({ headerNames, signing, auth }: Pick<EndpointRow, 'headerNames' | 'signing' | 'auth'>): Fault[] {
  const taken = new Map(headerNames.map((name) => [name.toLowerCase(), `one of the endpoint's own headers`]));
  const faults: Fault[] = [];
  const take = (path: string, name: string, what: string): void => {
    const by = taken.get(name.toLowerCase());
    if (by !== undefined) faults.push({ path, message: `${name} is ${by} already` });
    else taken.set(name.toLowerCase(), what);
  };
  if (auth && auth.type !== 'mtls')
    take(
      auth.type === 'apiKey' ? '/auth/header' : '/auth',
      auth.type === 'apiKey' ? auth.header : 'authorization',
      'what auth sets',
    );
  for (const [index, profile] of (signing ?? []).entries())
    if (profile.profile === 'custom') take(`/signing/${index}/header`, profile.header, 'a signature');
  return faults;
}
