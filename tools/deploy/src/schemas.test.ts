import { beforeAll, describe, expect, it } from '@jest/globals';
import { schemaFaults } from './known-schemas.js';
import { KubernetesObject } from './kubernetes-object.js';
import { overlays, render, type Overlay } from './render.js';
import { unknownFields } from './unknown-fields.js';

const object = (fields: object): KubernetesObject =>
  KubernetesObject.parse({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, ...fields });

/** There is no cluster to ask: kubectl makes the objects, and kubernetes-models has the schemas of a pinned version. */
describe('the objects of k8s/', () => {
  const rendered = new Map<Overlay, readonly KubernetesObject[]>();
  const all = (): KubernetesObject[] => [...rendered.values()].flat();

  beforeAll(async () => {
    for (const overlay of overlays) rendered.set(overlay, await render(overlay));
  });

  it('are valid by the schemas of their APIs', async () => {
    expect(all().length).toBeGreaterThan(100);
    expect(await schemaFaults(all())).toEqual([]);
  });

  it('have no field that their API doesn’t know, which would be found', () => {
    const misspelled = object({ spec: { portz: [] } });
    expect(unknownFields([...all(), misspelled])).toEqual([expect.stringMatching(/^Service\/a: .*portz/)]);
  });

  it('would be found out otherwise', async () => {
    const wrongType = object({ spec: { ports: [{ port: 'eighty' }] } });
    expect(await schemaFaults([wrongType])).toEqual([expect.stringContaining('/spec/ports/0/port')]);
    expect(await schemaFaults([object({ kind: 'Servise' })])).toEqual([expect.stringContaining('no kind')]);
    expect(await schemaFaults([object({ apiVersion: 'unheard.example/v1' })])).toHaveLength(1);
    const topic = { apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaTopic', spec: { partitions: 0 } };
    expect((await schemaFaults([object(topic)])).join()).toContain('/spec/partitions');
  });
});
