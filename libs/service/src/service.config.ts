import { flag, list, numberList, secretSetting, setting, wholeNumber, type ConfigOf } from '@postrider/config';
import { EgressPolicy, parseAllowedRanges } from '@postrider/egress';
import { LOG_LEVELS } from '@postrider/observability';
import { parseSecretKeys, SecretBox } from '@postrider/secrets';
import { tracingSettings } from '@postrider/tracing';
import { z } from 'zod';

/** What every service reads. */
export const serviceSettings = {
  PORT: setting(
    wholeNumber(0, 65_535).optional(),
    'where to listen; 8080 ingestion, 8081 subscription, 8082 dispatcher, 8083 retry-scheduler',
  ),
  LOG_LEVEL: setting(z.enum(LOG_LEVELS).default('info'), 'the least level that is logged'),
  SHUTDOWN_GRACE_MS: setting(
    wholeNumber(0, 300_000).default(20_000),
    'how long a stop waits for what is under way before it cuts it off',
  ),
  ...tracingSettings,
};

export type ServiceConfig = ConfigOf<typeof serviceSettings>;

/** For the services that have an API. */
export const accessSettings = {
  POSTRIDER_ADMIN_KEY: secretSetting(
    z
      .string({ error: 'is the root API key' })
      .regex(/^[\x21-\x7e]{16,512}$/, 'is 16 to 512 printable ASCII characters without spaces'),
    'the root API key',
  ),
  TRUSTED_PROXY_CIDRS: setting(
    z
      .string()
      .default('')
      .transform((text, context) => {
        const parsed = parseAllowedRanges(text);
        if (parsed.kind === 'parsed') return parsed.ranges;
        for (const message of parsed.faults) context.addIssue({ code: 'custom', message });
        return z.NEVER;
      }),
    'the proxies in front of the APIs, 10.0.0.0/8,fd00::/8: what they say in X-Forwarded-For is believed; without any, nobody’s',
  ),
  API_PATH_PREFIX: setting(
    z
      .string()
      .regex(/^(\/[A-Za-z0-9._~-]+)*$/, 'is a path such as /publish, without a slash at its end')
      .default(''),
    'what stands before the API’s paths where both share one host, and what is in front leaves it there: /publish; paths without it go on working',
  ),
};

/** For the services that seal or open secrets, or know what was signed. */
export const sealingSettings = {
  POSTRIDER_SECRET_KEY: secretSetting(
    z
      .string({ error: 'is 32 bytes in base64; a comma list rotates, the first encrypts' })
      .transform((text, context) => {
        const parsed = parseSecretKeys(text);
        if (parsed.kind === 'parsed') return new SecretBox(parsed.keys);
        for (const { position, message } of parsed.problems)
          context.addIssue({ code: 'custom', message: `key ${position}: ${message}` });
        return z.NEVER;
      }),
    '32 bytes, base64: encrypts secrets at rest and signs portal tokens; a comma list rotates, the first encrypts and signs',
  ),
};

export type SealingConfig = ConfigOf<typeof sealingSettings>;

/** For the services that know of publishers' topics. */
export const inboxSettings = {
  INBOX_TOPICS: setting(
    list()
      .default(['postrider.inbox'])
      .transform((items, context) =>
        items.map((item) => {
          const [, topic, tenant] = /^([A-Za-z0-9._-]{1,249})(?:=([A-Za-z0-9_-]{1,64}))?$/.exec(item) ?? [];
          if (topic !== undefined) return { topic, tenant };
          context.addIssue({ code: 'custom', message: `${item} is neither a topic nor topic=tenant` });
          return z.NEVER;
        }),
      ),
    'the topics that publishers write to, each bound to a tenant or not: orders=acme,postrider.inbox; postrider.inbox alone when unset',
  ),
};

const SEVEN_DAYS = 7 * 86_400;

/** What endpoints get that don't say otherwise, and how long things are kept. */
export const deliverySettings = {
  RETRY_SCHEDULE_SECONDS: setting(
    numberList(1, SEVEN_DAYS)
      .default([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400])
      .refine((waits) => waits.length <= 30, 'has more than 30 waits'),
    'the waits between attempts, for endpoints that have no schedule of their own',
  ),
  DELIVERY_TIMEOUT_MS: setting(wholeNumber(1000, 30_000).default(15_000), 'how long one attempt may take in all'),
  RETENTION_DAYS: setting(wholeNumber(1, 3650).default(30), 'how long events, deliveries and attempts are kept'),
};

/** What is wrong with delivery settings that are right each by itself. */
export function deliveryFaults({
  RETRY_SCHEDULE_SECONDS: waits,
  RETENTION_DAYS: days,
}: Pick<DeliveryConfig, 'RETRY_SCHEDULE_SECONDS' | 'RETENTION_DAYS'>): readonly string[] {
  const seconds = waits.reduce((sum, wait) => sum + wait, 0);
  if (seconds <= days * 86_400) return [];
  return [
    `RETRY_SCHEDULE_SECONDS adds up to ${(seconds / 86_400).toFixed(1)} days, but RETENTION_DAYS=${days} drops an event before its last retry: shorten the one or raise the other`,
  ];
}

export type DeliveryConfig = ConfigOf<typeof deliverySettings>;

/** Which addresses endpoints may be at, beside public ones. */
export const egressSettings = {
  EGRESS_ALLOW_CIDRS: setting(
    z
      .string()
      .default('')
      .transform((text, context) => {
        const parsed = parseAllowedRanges(text);
        if (parsed.kind === 'parsed') return new EgressPolicy(parsed.ranges);
        for (const message of parsed.faults) context.addIssue({ code: 'custom', message });
        return z.NEVER;
      }),
    'private ranges that endpoints may be in, 10.1.0.0/16,fd12:3456::/32; empty in production',
  ),
  EGRESS_HTTPS_ONLY: setting(
    flag().default(false),
    'whether endpoints must be at https URLs: others are refused, and nothing is sent to those that are there; a tenant may want it by itself',
  ),
};

/** How long a caller's event id is remembered. */
export const dedupeSettings = {
  DEDUPE_WINDOW_SECONDS: setting(
    wholeNumber(60, 30 * 86_400).default(86_400),
    'how long a repeated event id is recognised',
  ),
};

/** What transformations may use, of the services that run them. */
export const transformSettings = {
  TRANSFORM_THREADS: setting(
    wholeNumber(1, 64).default(2),
    'threads that run transformations; no tenant has all of them at once, unless there is one alone',
  ),
  TRANSFORM_TIMEOUT_MS: setting(
    wholeNumber(1, 10_000).default(50),
    'how long one run of a transformation may take, of the CPU where the system tells, else by the clock',
  ),
  TRANSFORM_MEMORY_MIB: setting(
    wholeNumber(8, 512).default(16),
    'memory that one run of a transformation may use, in MiB',
  ),
  TRANSFORM_MAX_BODY_BYTES: setting(
    wholeNumber(1024, 512 * 1024).default(256 * 1024),
    'the largest body that a transformation may make',
  ),
};

/** What one run may use, as libs/transform takes it. */
export const scriptLimits = (config: ConfigOf<typeof transformSettings>) => ({
  timeMs: config.TRANSFORM_TIMEOUT_MS,
  memoryBytes: config.TRANSFORM_MEMORY_MIB * 1024 * 1024,
  outputBytes: config.TRANSFORM_MAX_BODY_BYTES,
});
