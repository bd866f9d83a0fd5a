import type { Attributes } from '@opentelemetry/api';
import type { Step } from './trace.js';

/* Names and attributes by OpenTelemetry's semantic conventions for messaging, which aren't stable yet: so they stand here, as those advise. */

/** A record that is to be put on a topic, until it's acknowledged. */
export const sendStep = (topic: string, attributes?: Attributes): Step => ({
  name: `send ${topic}`,
  kind: 'PRODUCER',
  attributes: {
    'messaging.system': 'kafka',
    'messaging.operation.name': 'send',
    'messaging.operation.type': 'send',
    'messaging.destination.name': topic,
    ...attributes,
  },
});

/** A record that was read, until it's done. */
export const processStep = (
  { topic, partition, offset }: { readonly topic: string; readonly partition: number; readonly offset: number },
  attributes?: Attributes,
): Step => ({
  name: `process ${topic}`,
  kind: 'CONSUMER',
  attributes: {
    'messaging.system': 'kafka',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': topic,
    'messaging.destination.partition.id': String(partition),
    'messaging.kafka.offset': offset,
    ...attributes,
  },
});

/** Records of several topics that are handled together. */
export const processBatchStep = (records: number): Step => ({
  name: 'process batch',
  kind: 'CONSUMER',
  attributes: {
    'messaging.system': 'kafka',
    'messaging.operation.name': 'process batch',
    'messaging.operation.type': 'process',
    'messaging.batch.message_count': records,
  },
});
