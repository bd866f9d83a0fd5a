import { describe, expect, it } from '@jest/globals';
import { serviceNames } from '@postrider/stack';
import { z } from 'zod';
import { ofKind } from './kubernetes-object.js';
import { render } from './render.js';

const Monitor = z.looseObject({
  spec: z.looseObject({
    jobLabel: z.string(),
    selector: z.looseObject({
      matchExpressions: z.array(
        z.looseObject({ key: z.string(), operator: z.literal('In'), values: z.array(z.string()) }),
      ),
    }),
    endpoints: z.array(z.looseObject({ port: z.string(), path: z.string() })),
  }),
});

const Ports = z.looseObject({ spec: z.looseObject({ ports: z.array(z.looseObject({ name: z.string() })) }) });

describe.each(['production', 'production-keda'] as const)('the ServiceMonitor of %s', (overlay) => {
  it('finds every service, at a port that it has, as one job', async () => {
    const objects = await render(overlay);
    const [monitor] = ofKind(objects, 'ServiceMonitor').map((object) => Monitor.parse(object).spec);
    const found = ofKind(objects, 'Service').filter(({ metadata: { labels } }) =>
      monitor?.selector.matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? '')),
    );
    expect(found.map(({ metadata }) => metadata.name).sort()).toEqual([...serviceNames].sort());
    for (const service of found) {
      expect(service.metadata.labels[monitor?.jobLabel ?? '']).toBe('postrider');
      expect(Ports.parse(service).spec.ports.map(({ name }) => name)).toEqual(
        monitor?.endpoints.map(({ port }) => port),
      );
    }
    expect(monitor?.endpoints.map(({ path }) => path)).toEqual(['/metrics']);
  });
});
