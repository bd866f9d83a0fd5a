import { forbid, type EgressPolicy, type Forbidden } from './egress-policy.js';
import { judgeLiteral, type AllowedHost } from './judge-literal.js';

/** Every A and AAAA answer for a name, best first. Rejects, or answers with none, when the name can't be resolved. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** Whether a host may be called. */
export type HostVerdict = AllowedHost | Forbidden | { readonly kind: 'unresolvable'; readonly message: string };

/**
 * Judges a host by all that its name stands for: one forbidden answer among public ones forbids it, since the next call
 * might go there. IP addresses and `localhost` are judged without asking. A message names the host, and never what an
 * internal resolver answered. Never rejects.
 */
export async function judgeHost(hostname: string, policy: EgressPolicy, resolve: Resolve): Promise<HostVerdict> {
  const literal = judgeLiteral(hostname, policy);
  if (literal) return literal;
  const addresses = await answersFor(hostname, resolve);
  if (addresses.length === 0) return { kind: 'unresolvable', message: `the host name ${hostname} can't be resolved` };
  for (const address of addresses) {
    const verdict = policy.judge(address);
    if (verdict.kind === 'forbidden') {
      const range = verdict.range.replaceAll('_', ' ');
      return forbid(verdict.range, `${hostname} resolves to an address that isn't public (${range})`);
    }
  }
  return { kind: 'allowed', addresses };
}

async function answersFor(hostname: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(hostname);
  } catch {
    // Why a resolver failed is its own affair; for the caller there is no address either way.
    return [];
  }
}
