import { z } from 'zod';

/** What a value is shown as that may be a credential. */
export const HIDDEN_VALUE = '[hidden]';

/** Headers that Postrider, HTTP or a proxy sets: an endpoint's own headers must leave them alone. */
const RESERVED_HEADER =
  /^(webhook-.*|host|content-.*|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|proxy-.*|via|forwarded|x-forwarded-.*|traceparent|tracestate|user-agent|accept-encoding)$/;

/** The name of a header that an endpoint may have sent to it. */
export const HeaderName = z
  .string()
  .max(128)
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'is not a header name')
  .refine((name) => !RESERVED_HEADER.test(name.toLowerCase()), 'is a header that Postrider or HTTP itself sets');

const isGiven = (value: string): boolean => value !== HIDDEN_VALUE;
const NOT_GIVEN = `is ${HIDDEN_VALUE}, which stands for a value that is not shown: give the value itself`;

/** The value of such a header. */
export const HeaderValue = z
  .string()
  .max(4096)
  .regex(/^[\t\x20-\x7e]*$/, 'may have printable ASCII only')
  .refine(isGiven, NOT_GIVEN);

/** A credential as it's given: one that is shown as {@link HIDDEN_VALUE} can't be given back as that. */
export const givenSecret = (secret: z.ZodString) => secret.refine(isGiven, NOT_GIVEN);
