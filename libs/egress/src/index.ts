export { AddressRange, parseAddress, type Address } from './address-range.js';
export { parseAllowedRanges, type AllowedRanges } from './allowed-ranges.js';
export { EgressPolicy, type AddressVerdict, type Forbidden } from './egress-policy.js';
export { judgeHost, type HostVerdict, type Resolve } from './judge-host.js';
export { type AllowedHost } from './judge-literal.js';
export { judgeUrl, MAX_URL_LENGTH, type UrlFault, type UrlVerdict } from './judge-url.js';
export { type ForbiddenRange } from './special-purpose.js';
export { SystemResolver } from './system-resolver.js';
