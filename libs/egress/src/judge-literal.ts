import { isIP } from 'node:net';
import { forbid, type EgressPolicy, type Forbidden } from './egress-policy.js';

/** A host that may be called, at these addresses: they, and no others, were judged. */
export interface AllowedHost {
  readonly kind: 'allowed';
  readonly addresses: readonly string[];
}

const LOOPBACKS = ['127.0.0.1', '::1'];

/**
 * Judges a host that no resolver is needed for: an IP address (IPv6 with or without brackets), or a name which is this
 * machine by definition, whatever a resolver says (`localhost` and all below it; RFC 6761 section 6.3). Undefined for
 * every other name.
 */
export function judgeLiteral(hostname: string, policy: EgressPolicy): AllowedHost | Forbidden | undefined {
  const address = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  if (isIP(address) !== 0) {
    const verdict = policy.judge(address);
    return verdict.kind === 'allowed' ? { kind: 'allowed', addresses: [address] } : verdict;
  }
  if (!/(^|\.)localhost\.?$/i.test(hostname)) return undefined;
  const addresses = LOOPBACKS.filter((loopback) => policy.judge(loopback).kind === 'allowed');
  if (addresses.length > 0) return { kind: 'allowed', addresses };
  return forbid('loopback', `${hostname} is this machine itself (loopback; RFC 6761)`);
}
