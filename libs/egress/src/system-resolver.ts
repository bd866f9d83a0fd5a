import { lookup, Resolver } from 'node:dns/promises';
import type { Resolve } from './judge-host.js';

/**
 * How long a DNS server may leave a question open, in milliseconds; asked twice, the second time more patiently, which
 * ends after about four times this. More would outlast a connection's time-out.
 */
const DNS_TIMEOUT_MS = 1000;

/** How many names may be with the system at once: half of libuv's four threads, so that files and ciphers keep theirs. */
const MAX_LOOKUPS = 2;

/** What asks the system for a name: hosts file, search domains and all. */
export type SystemLookup = (hostname: string) => Promise<readonly { readonly address: string }[]>;

/**
 * Resolves names as `dns.lookup` would, but so that a name whose servers never answer delays no other name. Node runs
 * getaddrinfo on four threads: four such names, with retries, would hold up every new connection of the process. So DNS
 * is asked directly, without threads, and the system (at most two names at once) only about names that DNS says it
 * doesn't know, which are those of the hosts file and of search domains. A hosts file therefore can't redirect a name
 * that DNS knows.
 */
export class SystemResolver {
  readonly #underway = new Map<string, Promise<readonly string[]>>();
  readonly #waiting: (() => void)[] = [];
  #lookups = 0;

  constructor(
    private readonly dns: Pick<Resolver, 'resolve4' | 'resolve6'> = new Resolver({ timeout: DNS_TIMEOUT_MS, tries: 2 }),
    private readonly system: SystemLookup = (hostname) => lookup(hostname, { all: true }),
  ) {}

  /**
   * Every A and AAAA answer, IPv4 first: few container networks have a way out by IPv6. Rejects with the resolver's
   * error when there is none. Those who ask for a name at the same time share one question; nothing is kept.
   */
  readonly resolve: Resolve = (hostname) => {
    const underway = this.#underway.get(hostname);
    if (underway) return underway;
    const answers = this.#ask(hostname).finally(() => this.#underway.delete(hostname));
    this.#underway.set(hostname, answers);
    return answers;
  };

  async #ask(hostname: string): Promise<readonly string[]> {
    const results = await Promise.allSettled([this.dns.resolve4(hostname), this.dns.resolve6(hostname)]);
    const answers = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
    if (answers.length > 0) return answers;
    const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    if (errors.every(isUnknownName)) return this.#askSystem(hostname);
    throw errors.find((error) => !isUnknownName(error));
  }

  async #askSystem(hostname: string): Promise<readonly string[]> {
    while (this.#lookups >= MAX_LOOKUPS) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#lookups += 1;
    try {
      return (await this.system(hostname)).map(({ address }) => address);
    } finally {
      this.#lookups -= 1;
      this.#waiting.shift()?.();
    }
  }
}

/** DNS answered that there is no such name or no such record; or there is no DNS server to ask. */
function isUnknownName(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return code === 'ENOTFOUND' || code === 'ENODATA' || code === 'ECONNREFUSED';
}
