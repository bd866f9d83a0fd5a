import { describe, expect, it } from '@jest/globals';
import { curlLines } from './curl-lines.js';

const api = { ingestion: 'http://127.0.0.1:8080', subscription: 'http://127.0.0.1:8081', adminKey: 'admin_x' };

describe('the example', () => {
  it('is three commands, each of which carries the key and can be pasted by itself', () => {
    const lines = curlLines(api);
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      expect(line).toMatch(/^curl .*'authorization: Bearer admin_x'/);
      expect(line).not.toContain('\n');
    }
  });

  it('registers a tenant and an event type before the endpoint, and publishes last', () => {
    const urls = curlLines(api).flatMap((line) => line.match(/http:\/\/127\.0\.0\.1:808\S+/g) ?? []);
    expect(urls).toEqual([
      'http://127.0.0.1:8081/v1/tenants/acme',
      'http://127.0.0.1:8081/v1/event-types/order.created',
      'http://127.0.0.1:8081/v1/tenants/acme/endpoints',
      'http://127.0.0.1:8080/v1/tenants/acme/events',
    ]);
  });

  it('sends bodies that are JSON', () => {
    const bodies = curlLines(api).map((line) => /-d '([^']*)'/.exec(line)?.[1] ?? '');
    expect(bodies.map((body) => Object.keys(JSON.parse(body) as object))).toEqual([[], ['url'], ['type', 'data']]);
  });
});
