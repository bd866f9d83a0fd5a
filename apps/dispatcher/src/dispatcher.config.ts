import { flag, list, secretSetting, setting, wholeNumber, type ConfigOf } from '@postrider/config';
import { parseProxyUrl, ProxyExceptions } from '@postrider/egress';
import { kafkaSettings } from '@postrider/kafka';
import { deliverySettings, egressSettings, inboxSettings, sealingSettings, serviceSettings } from '@postrider/service';
import { z } from 'zod';

/** What the dispatcher reads from its environment. It has no database. */
export const dispatcherSettings = {
  ...serviceSettings,
  ...sealingSettings,
  ...kafkaSettings,
  ...inboxSettings,
  ...deliverySettings,
  ...egressSettings,
  DISPATCH_CONCURRENCY: setting(wholeNumber(1, 10_000).default(768), 'attempts that one dispatcher makes at a time'),
  DISPATCH_TENANT_CONCURRENCY: setting(
    wholeNumber(1, 10_000).optional(),
    'attempts for one tenant that one dispatcher makes at a time; half of DISPATCH_CONCURRENCY when unset',
  ),
  EGRESS_MIN_TLS: setting(
    z.enum(['1.2', '1.3']).default('1.2'),
    'the oldest version of TLS that endpoints are called with',
  ),
  EGRESS_VERIFIED_ONLY: setting(
    flag().default(false),
    'whether nothing is sent to an endpoint before POST …/verify was answered with the challenge; a tenant may want it by itself',
  ),
  EGRESS_PROXY_URL: secretSetting(
    z
      .string()
      .optional()
      .transform((text, context) => {
        const parsed = text === undefined ? undefined : parseProxyUrl(text);
        if (parsed?.kind !== 'faulty') return parsed?.proxy;
        context.addIssue({ code: 'custom', message: parsed.fault });
        return z.NEVER;
      }),
    'an HTTP proxy that every call to an endpoint goes through, http://user:password@proxy.example:3128; it is asked to CONNECT to the address that was judged',
  ),
  EGRESS_PROXY_EXCEPT: setting(
    list()
      .optional()
      .transform((items, context) => {
        const parsed = ProxyExceptions.parse(items ?? []);
        if (parsed instanceof ProxyExceptions) return parsed;
        for (const message of parsed.faults) context.addIssue({ code: 'custom', message });
        return z.NEVER;
      }),
    'what is called without the proxy: names, .suffixes of names, addresses and ranges: hooks.example,.internal.example,10.1.0.0/16',
  ),
  KEPT_SUCCESS_BODY_BYTES: setting(
    wholeNumber(0, 64 * 1024).default(64 * 1024),
    'how much of a 2xx answer’s body the log keeps; of any other answer it keeps 64 KiB',
  ),
  PUBLIC_URL: setting(
    z
      .url({ protocol: /^https?$/, error: 'is an http or https URL' })
      .refine((url) => !/[?#]/.test(url), 'has a query or a fragment')
      .transform((url) => url.replace(/\/+$/, ''))
      .default(''),
    'where receivers reach the management API: for the links of thin payloads and the source of CloudEvents, a path alone when unset',
  ),
  ORDER_BLOCK_SECONDS: setting(
    wholeNumber(1, 30 * 86_400).default(86_400),
    'how long a delivery that fails holds back those behind it, where they go in order of a key; then it is skipped: dead, reason order_blocked',
  ),
};

export type DispatcherConfig = ConfigOf<typeof dispatcherSettings>;
