import type { EndpointRow } from '@postrider/persistence';
import type { Fault } from '@postrider/schemas';

/** What is wrong with an endpoint whose parts are right each by itself. */
export function endpointFaults(
  endpoint: Pick<EndpointRow, 'url' | 'headerNames' | 'signing' | 'auth'>,
  httpsOnly: boolean,
): readonly Fault[] {
  return [...headerFaults(endpoint), ...schemeFaults(endpoint, httpsOnly)];
}

const HTTPS_ONLY = 'must start with https://: the operator, or the tenant, allows nothing else';

function schemeFaults({ url, auth }: Pick<EndpointRow, 'url' | 'auth'>, httpsOnly: boolean): Fault[] {
  const faults: Fault[] = [];
  const isPlain = (text: string): boolean => new URL(text).protocol === 'http:';
  if (httpsOnly && isPlain(url)) faults.push({ path: '/url', message: HTTPS_ONLY });
  if (httpsOnly && auth?.type === 'oauth2' && isPlain(auth.tokenUrl))
    faults.push({ path: '/auth/tokenUrl', message: HTTPS_ONLY });
  if (auth?.type === 'mtls' && isPlain(url))
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
