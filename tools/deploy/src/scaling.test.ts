import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '@postrider/config';
import { kafkaSettings } from '@postrider/kafka';
import { topics, type Topic } from '@postrider/schemas';
import { consumerGroupOf } from '@postrider/service';
import { serviceNames, type ServiceName } from '@postrider/stack';
import { z } from 'zod';
import { ofKind, workloadsOf, type KubernetesObject } from './kubernetes-object.js';
import { render } from './render.js';
import { secretValues, variablesOf } from './service-settings.js';

const Autoscaler = z.looseObject({
  spec: z.looseObject({
    scaleTargetRef: z.looseObject({ name: z.enum(serviceNames) }),
    minReplicas: z.int(),
    maxReplicas: z.int(),
  }),
});

const ScaledObject = z.looseObject({
  spec: z.looseObject({
    scaleTargetRef: z.looseObject({ name: z.enum(serviceNames) }),
    minReplicaCount: z.int(),
    maxReplicaCount: z.int(),
    triggers: z.array(z.looseObject({ type: z.string(), metadata: z.record(z.string(), z.string()) })),
  }),
});

const table: readonly Topic[] = Object.values(topics);

/** The topics that a service shares with others of its kind: those that aren't compacted, which each reads whole. */
const sharedTopicsOf = (service: ServiceName): Topic[] =>
  table.filter(({ to, retention }) => to.includes(service) && retention !== 'compacted');

const configOf = (objects: readonly KubernetesObject[]) => {
  const [container] =
    workloadsOf(objects).find(({ metadata }) => metadata.name === 'dispatcher')?.spec.template.spec.containers ?? [];
  const given = container ? [...variablesOf(container, objects)] : [];
  return loadConfig(
    kafkaSettings,
    Object.fromEntries(given.map(([name, one]) => [name, one.from === 'secret' ? secretValues[one.key] : one.value])),
  );
};

/** How many replicas of a service can have work: an HTTP service any number, a consumer as many as there are partitions. */
function useful(objects: readonly KubernetesObject[], service: ServiceName): number {
  const { KAFKA_EVENT_PARTITIONS, KAFKA_ENDPOINT_PARTITIONS } = configOf(objects);
  const counts = { events: KAFKA_EVENT_PARTITIONS, endpoints: KAFKA_ENDPOINT_PARTITIONS, one: 1 };
  return Math.max(...sharedTopicsOf(service).map(({ partitions }) => counts[partitions]));
}

describe('how many replicas there are', () => {
  it.each(['production', 'production-keda'] as const)(
    'is one autoscaler’s to say for each service in %s',
    async (overlay) => {
      const objects = await render(overlay);
      const byCpu = ofKind(objects, 'HorizontalPodAutoscaler').map((one) => Autoscaler.parse(one).spec);
      const byLag = ofKind(objects, 'ScaledObject').map((one) => ScaledObject.parse(one).spec);
      const targets = [...byCpu, ...byLag].map(({ scaleTargetRef }) => scaleTargetRef.name);
      expect(targets.sort()).toEqual([...serviceNames].sort());
      const deployments = workloadsOf(objects).filter(({ kind }) => kind === 'Deployment');
      expect(deployments.map(({ spec }) => spec.replicas)).toEqual(deployments.map(() => undefined));

      const ranges = [
        ...byCpu.map(
          ({ scaleTargetRef, minReplicas, maxReplicas }) => [scaleTargetRef.name, minReplicas, maxReplicas] as const,
        ),
        ...byLag.map(
          ({ scaleTargetRef, minReplicaCount, maxReplicaCount }) =>
            [scaleTargetRef.name, minReplicaCount, maxReplicaCount] as const,
        ),
      ];
      for (const [service, min, max] of ranges) {
        expect(min).toBeGreaterThan(1);
        expect([service, max <= useful(objects, service)]).toEqual([service, true]);
      }
    },
  );

  it('follows the lag of the group and the topics that each consumer has', async () => {
    const objects = await render('production-keda');
    const { KAFKA_SASL_MECHANISM: mechanism = '', KAFKA_SSL: tls } = configOf(objects);
    for (const { spec } of ofKind(objects, 'ScaledObject').map((one) => ScaledObject.parse(one))) {
      const { name } = spec.scaleTargetRef;
      const lags = spec.triggers.filter(({ type }) => type === 'kafka').map(({ metadata }) => metadata);
      expect(lags.map(({ topic }) => topic).sort()).toEqual(
        sharedTopicsOf(name)
          .map((topic) => topic.name)
          .sort(),
      );
      for (const metadata of lags) {
        expect(metadata).toMatchObject({
          bootstrapServersFromEnv: 'KAFKA_BROKERS',
          consumerGroup: consumerGroupOf(name),
          sasl: mechanism.replace('scram-sha-', 'scram_sha'),
          tls: tls ? 'enable' : 'disable',
        });
      }
    }
  });
});
