import type { EgressPolicy } from './egress-policy.js';
import { judgeLiteral } from './judge-literal.js';

/** One thing that is wrong with a URL, with a sentence that the tenant may read. */
export interface UrlFault {
  readonly code: 'too_long' | 'unreadable' | 'scheme' | 'userinfo' | 'fragment' | 'port' | 'address_forbidden';
  readonly message: string;
}

/** Whether a URL can be an endpoint's. `url` is what will be called: the text as the WHATWG URL parser reads it. */
export type UrlVerdict =
  | { readonly kind: 'acceptable'; readonly url: URL }
  | { readonly kind: 'faulty'; readonly faults: readonly UrlFault[] };

/** The longest URL taken, in characters: what nearly every server and proxy reads. */
export const MAX_URL_LENGTH = 2048;

/**
 * Judges the text of an endpoint's URL, without asking a resolver, and reports every fault at once. Hosts are judged
 * after the parser (WHATWG URL) normalised them, so `http://0x7f.1`, `http://2130706433`, `http://127。0。0。1` and
 * `http://[::ffff:7f00:1]` are all 127.0.0.1. A name is judged by its answers, with {@link judgeHost}.
 */
export function judgeUrl(text: string, policy: EgressPolicy): UrlVerdict {
  // The parser would drop tabs and line breaks in the middle, and show a URL that nobody wrote.

  if (/[\u0000-\u0020\u007f]/.test(text)) {
    return faulty('unreadable', 'the URL must not contain spaces or control characters');
  }
  if (text.length > MAX_URL_LENGTH) {
    return faulty('too_long', `the URL must not be longer than ${MAX_URL_LENGTH} characters`);
  }
  if (!URL.canParse(text)) return faulty('unreadable', 'the URL must be absolute, such as https://example.com/hooks');
  const url = new URL(text);
  const faults = [...faultsOfScheme(url), ...faultsOfParts(url), ...faultsOfHost(url.hostname, policy)];
  return faults.length > 0 ? { kind: 'faulty', faults } : { kind: 'acceptable', url };
}

function faultsOfScheme({ protocol }: URL): UrlFault[] {
  if (protocol === 'https:' || protocol === 'http:') return [];
  return [{ code: 'scheme', message: 'the URL must start with https:// or http://' }];
}

function faultsOfParts(url: URL): UrlFault[] {
  const faults: UrlFault[] = [];
  if (url.href.length > MAX_URL_LENGTH) {
    faults.push({
      code: 'too_long',
      message: `the URL, with its special characters encoded, must not be longer than ${MAX_URL_LENGTH} characters`,
    });
  }
  if (url.username !== '' || url.password !== '') {
    faults.push({
      code: 'userinfo',
      message: 'the URL must not contain a user name or password; put credentials in a header',
    });
  }
  if (url.href.includes('#')) {
    faults.push({ code: 'fragment', message: 'the URL must not contain a fragment (#…): it would never be sent' });
  }
  if (url.port === '0') faults.push({ code: 'port', message: 'the URL must not name port 0: nothing listens there' });
  return faults;
}

function faultsOfHost(hostname: string, policy: EgressPolicy): UrlFault[] {
  const verdict = judgeLiteral(hostname, policy);
  return verdict?.kind === 'forbidden' ? [{ code: 'address_forbidden', message: verdict.message }] : [];
}

function faulty(code: UrlFault['code'], message: string): UrlVerdict {
  return { kind: 'faulty', faults: [{ code, message }] };
}
