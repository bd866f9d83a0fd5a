import { z } from 'zod';
import { text, Timestamp } from '../text.js';
import { givenSecret, HeaderName, HeaderValue, HIDDEN_VALUE } from './sent-headers.js';

const visible = (what: string) => new RegExp(`^[${what}]*$`);

/** RFC 6750 section 2.1 allows less; what senders call a token is any visible ASCII. */
const Token = z.string().min(1).max(8192).regex(visible('!-~'), 'may have visible ASCII only');
const Credential = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(/^[^\p{Cc}\p{Surrogate}]*$/u, 'must not contain control characters or unpaired surrogates');
/** RFC 6749, section 3.3. */
const Scope = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[!#-[\]-~]*$/, 'is not a scope: visible ASCII without quotes and backslashes');
const Pem = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .regex(/^[\t\r\n -~]*$/, 'is not PEM');

const basic = {
  type: z.literal('basic'),
  username: Credential(256).regex(/^[^:]*$/, 'must not contain a colon (RFC 7617)'),
};
const apiKey = { type: z.literal('apiKey'), header: HeaderName };
const oauth2 = {
  type: z.literal('oauth2'),
  tokenUrl: text(2048, 1).describe('Where tokens are asked for: under the same rules as the URL.'),
  clientId: Credential(512).min(1),
  scopes: z.array(Scope).max(32).optional(),
  audience: Credential(1024).min(1).optional(),
  authMethod: z
    .enum(['basic', 'post'])
    .default('basic')
    .describe('How the client’s secret goes to the token URL: in an Authorization header, or in the form.'),
};
const mtls = {
  type: z.literal('mtls'),
  certificate: Pem(32 * 1024).describe('The client’s certificate, its chain behind it, in PEM.'),
};

/** How Postrider shows an endpoint who it is, beside its signatures. */
export const EndpointAuth = z
  .discriminatedUnion('type', [
    z.strictObject({ ...basic, password: givenSecret(Credential(1024)) }),
    z.strictObject({ type: z.literal('bearer'), token: givenSecret(Token) }),
    z.strictObject({ ...apiKey, value: HeaderValue.min(1) }),
    z.strictObject({ ...oauth2, clientSecret: givenSecret(Credential(1024).min(1)) }),
    z.strictObject({
      ...mtls,
      key: givenSecret(Pem(16 * 1024)).describe('The private key of the certificate, in PEM, without a passphrase.'),
    }),
  ])
  .describe('Kept encrypted; what is secret of it is never shown.');

export type EndpointAuth = z.infer<typeof EndpointAuth>;

const Hidden = z.literal(HIDDEN_VALUE);

/** An endpoint's auth as it's shown. */
export const ShownAuth = z.discriminatedUnion('type', [
  z.object({ ...basic, password: Hidden }),
  z.object({ type: z.literal('bearer'), token: Hidden }),
  z.object({ ...apiKey, value: Hidden }),
  z.object({ ...oauth2, clientSecret: Hidden }),
  z.object({
    ...mtls,
    key: Hidden,
    subject: z.string().describe('Whom the certificate names.'),
    expiresAt: Timestamp.describe('When the certificate expires: receivers refuse it from then on.'),
  }),
]);

export type ShownAuth = z.infer<typeof ShownAuth>;
