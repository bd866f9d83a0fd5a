import { secretSetting, setting, wholeNumber, type ConfigOf } from '@postrider/config';
import { z } from 'zod';

/** `key=value,key=value`, percent-encoded, as OpenTelemetry has headers and attributes in variables. */
const pairs = () =>
  z
    .string()
    .optional()
    .transform((text, context): Readonly<Record<string, string>> | undefined => {
      if (text === undefined) return undefined;
      const items = text.split(',').filter((item) => item.trim() !== '');
      const read = items.map(pairOf).filter((pair) => pair !== undefined);
      if (read.length === items.length) return Object.fromEntries(read);
      context.addIssue({ code: 'custom', message: 'is a comma list of key=value, percent-encoded' });
      return z.NEVER;
    });

function pairOf(item: string): readonly [string, string] | undefined {
  const [, key, value] = /^([^=]+)=(.*)$/.exec(item) ?? [];
  if (key === undefined || value === undefined) return undefined;
  try {
    return [decodeURIComponent(key.trim()), decodeURIComponent(value.trim())];
  } catch {
    return undefined;
  }
}

const url = () => z.url({ protocol: /^https?$/, error: 'is an http or https URL' });

/** What traces are switched on and directed by: OpenTelemetry's own variables, as far as they mean something here. */
export const tracingSettings = {
  OTEL_TRACES_EXPORTER: setting(
    z.enum(['none', 'otlp']).default('none'),
    'where traces go; otlp: to a collector, by HTTP and protobuf. With none, traceparent is neither read nor sent',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(
    url().default('http://localhost:4318'),
    'the collector; /v1/traces is put behind it',
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: setting(
    url().optional(),
    'the whole URL that traces are posted to, where that is another',
  ),
  OTEL_EXPORTER_OTLP_HEADERS: secretSetting(pairs(), 'headers for the collector: key=value,key=value'),
  OTEL_EXPORTER_OTLP_TIMEOUT: setting(wholeNumber(1, 60_000).default(10_000), 'how long the collector may take, in ms'),
  OTEL_TRACES_SAMPLER: setting(
    z
      .enum([
        'always_on',
        'always_off',
        'traceidratio',
        'parentbased_always_on',
        'parentbased_always_off',
        'parentbased_traceidratio',
      ])
      .default('parentbased_traceidratio'),
    'what is recorded; parentbased_…: of what comes with a traceparent, what that says is sampled',
  ),
  OTEL_TRACES_SAMPLER_ARG: setting(
    z.coerce.number({ error: 'is a number from 0 to 1' }).min(0).max(1).default(0.01),
    'for …traceidratio: the share of traces that is recorded',
  ),
  OTEL_RESOURCE_ATTRIBUTES: setting(
    pairs(),
    'what every span says of its process: deployment.environment.name=production',
  ),
  OTEL_BSP_SCHEDULE_DELAY: setting(
    wholeNumber(1, 60_000).default(5000),
    'spans are exported together, so many ms after the first of them at the latest',
  ),
  OTEL_BSP_MAX_QUEUE_SIZE: setting(
    wholeNumber(512, 1_000_000).default(2048),
    'spans that wait to be exported; what comes beyond that is dropped',
  ),
};

export type TracingConfig = ConfigOf<typeof tracingSettings>;
