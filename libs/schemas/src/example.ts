import type { z } from 'zod';

/**
 * Under which word a schema has its example, and writes it into its JSON Schema. Not `examples`: zod leaves those of
 * what is transformed out, and Swagger has a word of its own for them.
 */
export const EXAMPLE = 'x-example';

/**
 * A schema with a value that it takes: the API's description shows it as the example of whatever has this schema, and
 * the end-to-end tests send it. The last one given counts.
 */
export const withExample = <S extends z.ZodType>(schema: S, example: z.input<S>): S =>
  schema.meta({ [EXAMPLE]: example });

/** The example that a schema was given, as it was given. Throws for one without. */
export function exampleOf<S extends z.ZodType>(schema: S): z.input<S> {
  const example = schema.meta()?.[EXAMPLE];
  if (example === undefined) throw new TypeError('a schema was given no example');
  return example as z.input<S>;
}

/** A schema whose example is different in some of its fields, where an operation answers it so. */
export const withExampleLike = <S extends z.ZodType>(schema: S, changes: Partial<z.input<S>>): S =>
  schema.meta({ [EXAMPLE]: { ...(exampleOf(schema) as object), ...changes } });

/** What examples are about: one story, of one event that is delivered to one endpoint. */
export const story = {
  at: '2026-03-01T12:00:00.000Z',
  later: '2026-03-01T12:00:05.000Z',
  tenant: 'acme',
  type: 'order.created',
  data: { order: 1042, total: 129.9, customer: { country: 'de' } },
  url: 'https://shop.example.com/webhooks',
  event: 'evt_01KJMMA2G0VD4NW26PJRXY7W2M',
  endpoint: 'ep_01KJMMA2G0DQ23JMEWXSYN8QR6',
  subscription: 'sub_01KJMMA2G016039YDD8RCP31KF',
  delivery: 'dlv_01KJMMA2G0W4Q9T6XC5E3ZJ8HD',
  attempt: 'att_01KJMMA2G0WQWDRKG85HVV56ZM',
  key: 'key_01KJMMA2G0ZG7BX15J7NRW3SP7',
  job: 'job_01KJMMA2G02HK5HB5X5J3PQ0W5',
  auditEntry: 'aud_01KJMMA2G08B27E786Y239JQ6H',
  portalToken: 'ptk_01KJMMA2G05X4RQC7DCZHEZA3C',
} as const;
