import { derivedEventId, EventTypeName, Labels, OrderingKey, VersionNumber, type Fault } from '@postrider/schemas';
import type { Candidate } from '../accept/candidate.js';
import type { CloudEvent } from './cloud-event.js';

/** A CloudEvent that a tenant publishes, or which of its attributes can't be accepted, by their names. */
export type CloudEventCandidate = { readonly candidate: Candidate } | { readonly faults: readonly Fault[] };

/** What a CloudEvent is here: identified by its source and id together, so that both make its event id. */
export function candidateOf(tenant: string, event: CloudEvent): CloudEventCandidate {
  const { source, id, type, time, data, extensions } = event;
  const orderingKey = extensions.orderingkey;
  const version = extensions.dataversion === undefined ? undefined : versionOf(extensions.dataversion);
  const faults: Fault[] = [];
  if (!EventTypeName.safeParse(type).success)
    faults.push({ path: 'type', message: 'is words of A-Z a-z 0-9 _ joined by dots' });
  if (orderingKey !== undefined && !OrderingKey.safeParse(orderingKey).success)
    faults.push({ path: 'orderingkey', message: 'is 1 to 256 characters' });
  if (extensions.dataversion !== undefined && version === undefined)
    faults.push({ path: 'dataversion', message: 'is a whole number from 1 to 1000000' });
  const labels = extensions.labels?.split(',').map((label) => label.trim());
  if (labels && !Labels.safeParse(labels).success)
    faults.push({
      path: 'labels',
      message: 'is up to 10 labels with commas between them, each 1 to 64 of A-Z a-z 0-9 _ . : -',
    });
  if (faults.length > 0) return { faults };
  const cloudEvent = { source, id };
  return {
    candidate: {
      tenant,
      type,
      version,
      data,
      id: derivedEventId(source, id),
      timestamp: time,
      orderingKey,
      labels,
      cloudEvent,
      traceparent: extensions.traceparent,
      tracestate: extensions.tracestate,
    },
  };
}

/** An Integer of CloudEvents, which comes as text in headers. */
const versionOf = (text: string): number | undefined =>
  /^[1-9]\d*$/.test(text) ? VersionNumber.safeParse(Number(text)).data : undefined;
