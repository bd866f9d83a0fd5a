import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '@postrider/config';
import { traceIdOf } from '@postrider/schemas';
import { ManualClock } from '@postrider/time';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { samplerOf } from './samplers.js';
import type { Step } from './trace.js';
import { tracingSettings } from './tracing.config.js';
import { Tracing } from './tracing.js';

const SAMPLED = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', tracestate: 'a=1' };
const UNSAMPLED = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00' };
const STEP: Step = { name: 'step', kind: 'SERVER' };

function tracingWith(env: Record<string, string> = {}) {
  const exporter = new InMemorySpanExporter();
  const config = loadConfig(tracingSettings, { OTEL_TRACES_SAMPLER_ARG: '0', ...env });
  const provider = new BasicTracerProvider({
    sampler: samplerOf(config),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const spans = () => exporter.getFinishedSpans();
  return { tracing: new Tracing({ provider, clock: new ManualClock() }), spans };
}

describe('tracing', () => {
  it('makes nothing of anything while it’s off, which it is unless somebody says otherwise', () => {
    const config = loadConfig(tracingSettings, {});
    const tracing = Tracing.of('test', config, new ManualClock(), { warn: () => undefined });
    expect(tracing.on).toBe(false);
    expect(tracing.accept(SAMPLED, STEP)).toBeUndefined();
    expect(tracing.follow(SAMPLED, STEP)).toBeUndefined();
    expect(tracing.gather([SAMPLED], STEP)).toBeUndefined();
  });

  it('records what its caller samples, step below step, and passes the state of vendors on', () => {
    const { tracing, spans } = tracingWith();
    const served = tracing.accept(SAMPLED, STEP);
    const sent = served?.begin({ name: 'below', kind: 'PRODUCER' });
    expect(sent?.context.tracestate).toBe('a=1');
    sent?.end({ type: 'broken' });
    served?.end();
    const [below, above] = spans();
    expect(above?.parentSpanContext?.spanId).toBe('00f067aa0ba902b7');
    expect(below?.parentSpanContext?.spanId).toBe(above?.spanContext().spanId);
    expect(traceIdOf(sent?.context)).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    expect(sent?.exemplar).toEqual({
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
      span_id: below?.spanContext().spanId,
    });
    expect(below).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': 'broken' } });
  });

  it('passes on what its caller doesn’t sample, as it came, and begins nothing of its own', () => {
    const { tracing, spans } = tracingWith();
    const served = tracing.accept(UNSAMPLED, STEP);
    expect(served?.context).toEqual(UNSAMPLED);
    expect(served?.begin(STEP).context).toEqual(UNSAMPLED);
    expect(served?.exemplar).toBeUndefined();
    served?.end();
    expect(tracing.accept(undefined, STEP)).toBeUndefined();
    expect(tracing.follow(UNSAMPLED, STEP)).toBeUndefined();
    expect(tracing.gather([UNSAMPLED], STEP)).toBeUndefined();
    expect(spans()).toEqual([]);
  });

  it('tells those behind it not to record what it doesn’t, where the caller has no say', () => {
    const { tracing } = tracingWith({ OTEL_TRACES_SAMPLER: 'traceidratio' });
    expect(tracing.accept(SAMPLED, STEP)?.context).toEqual({ ...SAMPLED, traceparent: UNSAMPLED.traceparent });
  });

  it.each(['always_on', 'parentbased_always_on', 'parentbased_traceidratio', 'traceidratio'])(
    'begins a trace of its own where %s says so',
    (sampler) => {
      const { tracing } = tracingWith({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: '1' });
      expect(tracing.accept(undefined, STEP)?.context.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    },
  );

  it('links a batch to what is in it, in a trace of its own, however little else is recorded', () => {
    const { tracing, spans } = tracingWith();
    tracing.gather([UNSAMPLED, SAMPLED], STEP)?.end();
    const [batch] = spans();
    expect(batch?.parentSpanContext).toBeUndefined();
    expect(batch?.links.map(({ context }) => context.spanId)).toEqual(['00f067aa0ba902b7', '00f067aa0ba902b7']);
  });

  it('ends a step when its work settles, and says why it failed', async () => {
    const { tracing, spans } = tracingWith();
    const begin = () => tracing.follow(SAMPLED, STEP);
    expect(await begin()?.until(Promise.resolve(1))).toBe(1);
    expect(await begin()?.until(Promise.resolve(2), () => ({ type: 'refused' }))).toBe(2);
    await expect(begin()?.until(Promise.reject(new TypeError('no')))).rejects.toThrow('no');
    expect(spans().map(({ attributes }) => attributes['error.type'])).toEqual([undefined, 'refused', 'TypeError']);
  });

  it('reads headers and attributes as OpenTelemetry has them in variables, and says what is wrong', () => {
    const config = loadConfig(tracingSettings, {
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20a=b, x-scope = c',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=production',
    });
    expect(config.OTEL_EXPORTER_OTLP_HEADERS).toEqual({ authorization: 'Bearer a=b', 'x-scope': 'c' });
    expect(config.OTEL_RESOURCE_ATTRIBUTES).toEqual({ 'deployment.environment.name': 'production' });
    for (const wrong of ['no-value', 'a=%', '=b'])
      expect(() => loadConfig(tracingSettings, { OTEL_EXPORTER_OTLP_HEADERS: wrong })).toThrow('is a comma list');
  });
});
