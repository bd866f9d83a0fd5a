/** One version of an event type, as documents describe it. */
export interface DocumentedVersion {
  readonly type: string;
  /** Of the type. */
  readonly description: string | undefined;
  readonly version: number;
  /** The type has other versions, so events say which they are in. */
  readonly isOneOfSeveral: boolean;
  /** What is said of the version itself. */
  readonly difference: string | undefined;
  readonly deprecated: boolean;
  /** A JSON Schema for data; undefined where all may be data. */
  readonly schema: unknown;
  readonly example: unknown;
}

/** What all documents say of themselves. */
export const ABOUT = {
  title: 'Webhooks',
  version: '1',
  description:
    'What is delivered to endpoints. Every request is signed by Standard Webhooks 1.0.0 (https://www.standardwebhooks.com).',
};

/** What a document says beyond its standard, so that it can be read back: the type and version that something is about. */
export const POSTRIDER = 'x-postrider';

/** The headers of every delivery. */
export const DELIVERY_HEADERS: Readonly<Record<string, string>> = {
  'webhook-id': 'The event’s id, the same on every attempt.',
  'webhook-timestamp': 'When this attempt was signed, in seconds since 1970.',
  'webhook-signature': 'One signature for each live secret, with a space between.',
};

/** A name in the form that components have: a type has no hyphen, so nothing else is called so. */
export const componentName = ({ type, version, isOneOfSeveral }: DocumentedVersion): string =>
  isOneOfSeveral ? `${type}-v${version}` : type;

/** What a delivery's body looks like, around the schema of its data. */
export function bodySchemaOf(
  { type, version, isOneOfSeveral }: DocumentedVersion,
  data: unknown,
): Record<string, unknown> {
  return {
    type: 'object',
    required: ['type', 'timestamp', ...(isOneOfSeveral ? ['version'] : []), 'data'],
    properties: {
      type: { const: type },
      timestamp: { type: 'string', format: 'date-time', description: 'When it happened.' },
      version: { const: version },
      data,
    },
  };
}

/** A body that fits, where the version has an example. */
export function bodyExampleOf({ type, version, isOneOfSeveral, example }: DocumentedVersion): unknown {
  if (example === undefined) return undefined;
  return { type, timestamp: '2026-01-31T12:00:00.000Z', ...(isOneOfSeveral && { version }), data: example };
}
