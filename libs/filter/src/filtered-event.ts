import { Effort } from './effort.js';
import { readJson, type ExactJson, type ReadJson } from './exact-json.js';

/** What of an event a filter can ask for, beside its data. */
export interface EventMetadata {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly version?: number | undefined;
  readonly orderingKey?: string | undefined;
  /** No labels are an empty list. */
  readonly labels?: readonly string[] | undefined;
  readonly cloudEvent?: { readonly source: string; readonly id: string } | undefined;
}

/** The names that a filter has at its root. */
export const EVENT_MEMBERS = [
  'data',
  'type',
  'labels',
  'orderingKey',
  'version',
  'timestamp',
  'id',
  'cloudEvent',
] as const;

/** About a tenth of a second at worst, in steps of 50 ns; an event of 1 kB takes some dozens. */
const MAX_STEPS = 1_000_000;
/** For all the filters that one event is held against. */
const MAX_STEPS_FOR_ALL = 10_000_000;

/** An event as filters see it. Its data is read once, when the first of them asks for it. */
export class FilteredEvent {
  readonly effort = new Effort(MAX_STEPS, MAX_STEPS_FOR_ALL);
  #data: ReadJson | undefined;

  constructor(
    readonly metadata: EventMetadata,
    /** The bytes of JSON that were published, or what they stand for. */
    private readonly data: Buffer | ReadJson,
  ) {}

  /** What the event has under one of {@link EVENT_MEMBERS}. Data that can't be read is as good as absent. */
  member(name: string): ExactJson | undefined {
    const { metadata } = this;
    switch (name as (typeof EVENT_MEMBERS)[number]) {
      case 'data':
        this.#data ??= Buffer.isBuffer(this.data) ? readJson(this.data.toString('utf8')) : this.data;
        return this.#data.kind === 'json' ? this.#data.value : undefined;
      case 'labels':
        return metadata.labels ?? [];
      case 'cloudEvent':
        return metadata.cloudEvent && { source: metadata.cloudEvent.source, id: metadata.cloudEvent.id };
      case 'type':
        return metadata.type;
      case 'orderingKey':
        return metadata.orderingKey;
      case 'version':
        return metadata.version;
      case 'timestamp':
        return metadata.timestamp;
      case 'id':
        return metadata.id;
    }
  }
}
