import { isIP } from 'node:net';
import { AddressRange, parseAddress } from './address-range.js';

/** A proxy that connections leave by, and what doesn't. */
export interface EgressProxy {
  /** Whether the way to the proxy itself is encrypted. */
  readonly secure: boolean;
  readonly hostname: string;
  readonly port: number;
  /** The value of `proxy-authorization`, where it wants one. */
  readonly authorization: string | undefined;
  readonly except: ProxyExceptions;
}

/** The outcome of {@link parseProxyUrl}. */
export type ParsedProxy =
  | { readonly kind: 'parsed'; readonly proxy: Omit<EgressProxy, 'except'> }
  | { readonly kind: 'faulty'; readonly fault: string };

/** Reads EGRESS_PROXY_URL. No fault quotes the URL: it may have a password in it. */
export function parseProxyUrl(text: string): ParsedProxy {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '')
    return faulty('is a URL such as http://user:password@proxy.example:3128');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return faulty('has more than a host and a port');
  const secure = url.protocol === 'https:';
  const credentials = decoded(url.username, url.password);
  if (!credentials) return faulty('has a user name or password that is not percent-encoded');
  return {
    kind: 'parsed',
    proxy: {
      secure,
      hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(url.port) || (secure ? 443 : 80),
      authorization: url.username === '' ? undefined : `Basic ${Buffer.from(credentials.join(':')).toString('base64')}`,
    },
  };
}

const faulty = (fault: string): ParsedProxy => ({ kind: 'faulty', fault });

function decoded(...texts: string[]): string[] | undefined {
  try {
    return texts.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** The hosts that are called without the proxy: by name, by all names under one, or by address. */
export class ProxyExceptions {
  private constructor(
    private readonly names: ReadonlySet<string>,
    private readonly suffixes: readonly string[],
    private readonly ranges: readonly AddressRange[],
  ) {}

  /** Reads EGRESS_PROXY_EXCEPT: `hooks.example`, `.internal.example` (and all under it), `10.0.0.0/8`; or says what is wrong. */
  static parse(items: readonly string[]): ProxyExceptions | { readonly faults: readonly string[] } {
    const names = new Set<string>();
    const suffixes: string[] = [];
    const ranges: AddressRange[] = [];
    const faults: string[] = [];
    for (const item of items) {
      const lower = item.toLowerCase();
      if (lower.includes('/') || isIP(lower) !== 0) {
        const cidr = lower.includes('/') ? lower : `${lower}/${isIP(lower) === 4 ? 32 : 128}`;
        const range = AddressRange.parse(cidr);
        if (range instanceof AddressRange) ranges.push(range);
        else faults.push(range.fault);
      } else if (!/^\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(lower)) faults.push(`"${item}" is no host name and no CIDR`);
      else if (lower.startsWith('.')) suffixes.push(lower);
      else names.add(lower);
    }
    return faults.length > 0 ? { faults } : new ProxyExceptions(names, suffixes, ranges);
  }

  static readonly none = new ProxyExceptions(new Set(), [], []);

  /** Whether a host is called directly; by address, only when every one of its addresses is excepted. */
  has(hostname: string, addresses: readonly string[]): boolean {
    const name = hostname.toLowerCase().replace(/\.$/, '');
    if (this.names.has(name) || this.suffixes.some((suffix) => name.endsWith(suffix) || name === suffix.slice(1)))
      return true;
    return addresses.length > 0 && addresses.every((address) => this.#hasAddress(address));
  }

  #hasAddress(text: string): boolean {
    const address = parseAddress(text);
    return address !== undefined && this.ranges.some((range) => range.contains(address));
  }
}
