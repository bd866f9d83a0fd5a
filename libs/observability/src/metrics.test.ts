import { describe, expect, it } from '@jest/globals';
import { Metrics } from './metrics.js';

const ACCEPT = 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4';

function measured(): Metrics {
  const metrics = new Metrics('test');
  metrics.counter({ name: 'events_total', help: 'Events.', labels: ['via'] }).inc({ via: 'http' }, 3);
  const seconds = metrics.tracedHistogram({ name: 'ack_seconds', help: 'Acks.', labels: ['via'] }, [0.5, 1]);
  seconds.observe({ via: 'http' }, 0.2, { trace_id: 'a'.repeat(32) });
  seconds.observe({ via: 'http' }, 0.7);
  return metrics;
}

describe('a page of metrics', () => {
  it('is Prometheus’s text format for whoever asks for nothing else, however often the other one was asked for', async () => {
    const metrics = measured();
    await metrics.page(ACCEPT);
    const { contentType, text } = await metrics.page('*/*');
    expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text).toContain(
      '# TYPE postrider_events_total counter\npostrider_events_total{via="http",service="test"} 3\n',
    );
    expect(text).toContain('postrider_ack_seconds_bucket{le="0.5",service="test",via="http"} 1\n');
    expect(text).toContain('# HELP process_cpu_seconds_total ');
    expect(text).not.toMatch(/EOF|trace_id/);
    expect(text.endsWith('\n')).toBe(true);
  });

  it('leads to traces where OpenMetrics is asked for', async () => {
    const { contentType, text } = await measured().page(ACCEPT);
    expect(contentType).toContain('application/openmetrics-text');
    expect(text).toMatch(/_bucket\{le="0.5",.*\} 1 # \{trace_id="a{32}"\} 0\.2 \d+/);
    expect(text).toMatch(/_bucket\{le="1",[^#]*\} 2\n/);
    expect(text.endsWith('# EOF\n')).toBe(true);
  });
});
