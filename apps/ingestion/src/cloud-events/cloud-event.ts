/** Why a record isn't an event that can be accepted. */
export type CloudEventRefusal =
  | 'not_a_cloud_event'
  | 'batched'
  | 'unsupported_format'
  | 'unsupported_specversion'
  | 'value_not_json'
  | 'bad_content_type'
  | 'missing_attribute'
  | 'empty_attribute'
  | 'duplicate_attribute'
  | 'attribute_too_large'
  | 'bad_attribute_name'
  | 'bad_attribute_value'
  | 'bad_source'
  | 'bad_time'
  | 'missing_data'
  | 'two_data_members'
  | 'bad_base64'
  | 'data_not_json'
  | 'data_too_large';

/** An event of CloudEvents 1.0, as far as it is carried on. */
export interface CloudEvent {
  readonly kind: 'event';
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly subject?: string;
  /** ISO 8601, UTC, milliseconds, whatever offset and precision it was given in. */
  readonly time?: string;
  /** As they were given; whether they are a tenant, an ordering key, a version, labels and a trace is the caller's to judge. */
  readonly extensions: {
    readonly tenant?: string;
    readonly orderingkey?: string;
    readonly dataversion?: string;
    readonly labels?: string;
    readonly traceparent?: string;
    readonly tracestate?: string;
  };
  /** The JSON that was published, byte for byte. */
  readonly data: Buffer;
  readonly dataContentType: string;
}

/** An event that can't be accepted; the message says what is wrong and what to do, to whoever finds it in the dead-letter topic. */
export interface CloudEventRefused {
  readonly kind: 'refused';
  readonly reason: CloudEventRefusal;
  readonly message: string;
  /** The one attribute that is at fault. */
  readonly attribute?: string;
}

/** How large an event may be. */
export interface CloudEventLimits {
  readonly maxDataBytes: number;
  /** For each attribute, in bytes of UTF-8. */
  readonly maxAttributeBytes?: number;
}

/** What a longer attribute couldn't be searched by. */
export const DEFAULT_MAX_ATTRIBUTE_BYTES = 2048;

export const refused = (reason: CloudEventRefusal, message: string, attribute?: string): CloudEventRefused => ({
  kind: 'refused',
  reason,
  message,
  ...(attribute !== undefined && { attribute }),
});
