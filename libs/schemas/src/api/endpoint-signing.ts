import { z } from 'zod';
import { Timestamp } from '../text.js';
import { givenSecret, HeaderName, HIDDEN_VALUE } from './sent-headers.js';
import { story, withExample } from '../example.js';

const MAX_CUSTOM = 4;

const occurrences = (text: string, part: string): number => text.split(part).length - 1;

const Template = z
  .string()
  .max(256)
  .regex(/^(?:[^{}]|\{(?:id|timestamp|body)\})*$/, 'has braces that are not {id}, {timestamp} or {body}')
  .refine((text) => text.isWellFormed() && !text.includes('\0'), 'must not contain NUL or unpaired surrogates')
  .refine((text) => occurrences(text, '{body}') === 1, 'has to have {body} in it once')
  .describe('What is signed, with {id}, {timestamp} (in seconds) and {body} in it: {timestamp}.{body}');

const SignatureText = z
  .string()
  .max(256)
  .regex(
    /^(?:[ -z|~]|\{(?:id|timestamp|signature)\})*$/,
    'may have printable ASCII only, with no braces but {id}, {timestamp} and {signature}',
  )
  .refine((text) => occurrences(text, '{signature}') === 1, 'has to have {signature} in it once');

const customForm = {
  header: HeaderName.describe('Neither one that Postrider or HTTP sets, nor one of the endpoint’s own.'),
  template: Template,
  value: SignatureText.default('{signature}').describe(
    'The header’s value, with {signature} in it, and {id} and {timestamp} where wanted: t={timestamp},v1={signature}',
  ),
  further: SignatureText.optional().describe(
    'What each further live secret adds to the value while secrets overlap: ,v1={signature}. Without it the header has one signature, the oldest live secret’s.',
  ),
  hash: z.enum(['sha256', 'sha512', 'sha1']).describe('Of the HMAC.'),
  encoding: z.enum(['hex', 'base64']),
};

const Standard = z.strictObject({ profile: z.enum(['v1', 'v1a']) });

const OwnSecret = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[\x20-\x7e]*$/, 'may have printable ASCII only');

const CustomProfile = z.strictObject({
  profile: z.literal('custom'),
  ...customForm,
  secret: givenSecret(OwnSecret)
    .optional()
    .describe(
      'A secret of its own, as the receiver has it already; kept encrypted and never shown. Without it the endpoint’s secrets sign, by the bytes of their whole text, whsec_ included.',
    ),
});

/** In which forms an endpoint's deliveries are signed, all of them at once. */
export const Signing = z
  .array(z.discriminatedUnion('profile', [Standard, CustomProfile]))
  .min(1)
  .max(2 + MAX_CUSTOM)
  .superRefine((profiles, context) => {
    const names = profiles.map((each) => (each.profile === 'custom' ? each.header.toLowerCase() : each.profile));
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) === index) continue;
      context.addIssue({ code: 'custom', path: [index], message: `is the second with ${name}` });
    }
    if (profiles.filter(({ profile }) => profile === 'custom').length > MAX_CUSTOM)
      context.addIssue({ code: 'custom', message: `may have at most ${MAX_CUSTOM} custom ones` });
  })
  .describe(
    'v1: HMAC-SHA256 by Standard Webhooks; v1a: ed25519 by a key pair of the endpoint’s own; custom: another sender’s form. [{"profile":"v1"}] unless given.',
  );

export type Signing = z.infer<typeof Signing>;

/** The signing of an endpoint as it's kept and sent about, its secrets apart. */
export const SigningProfile = z.discriminatedUnion('profile', [
  Standard,
  z.object({ profile: z.literal('custom'), ...customForm, ownSecret: z.boolean() }),
]);

export type SigningProfile = z.infer<typeof SigningProfile>;

/** The signing of an endpoint as the API shows it. */
export const ShownSigning = z.array(
  z.discriminatedUnion('profile', [
    Standard,
    z.object({ profile: z.literal('custom'), ...customForm, secret: z.literal(HIDDEN_VALUE).optional() }),
  ]),
);

export type ShownSigning = z.infer<typeof ShownSigning>;

/** A public key that v1a signatures verify under. */
const SigningKey = z.object({
  publicKey: z.string().describe('whpk_…'),
  createdAt: Timestamp,
  expiresAt: Timestamp.optional().describe('When it stops signing; only of one that was rotated out.'),
});

/** The public keys of an endpoint that signs with v1a, newest first. */
export const SigningKeys = z.array(SigningKey);

export type SigningKeys = z.infer<typeof SigningKeys>;

/** The answer of `POST …/signing-keys/rotate`. */
export const EndpointSigningKeys = withExample(z.object({ keys: SigningKeys }), {
  keys: [{ publicKey: 'whpk_MCowBQYDK2VwAyEA…', createdAt: story.at }],
}).meta({ id: 'EndpointSigningKeys' });

export type EndpointSigningKeys = z.infer<typeof EndpointSigningKeys>;

/** The answer of `GET …/jwks.json`: a JWK Set (RFC 7517, section 5). */
export const Jwks = withExample(
  z.object({
    keys: z.array(
      z.object({
        kty: z.literal('OKP'),
        crv: z.literal('Ed25519'),
        x: z.string(),
        use: z.literal('sig'),
        alg: z.literal('EdDSA'),
        kid: z.string().describe('The key’s thumbprint (RFC 7638).'),
      }),
    ),
  }),
  {
    keys: [
      {
        kty: 'OKP',
        crv: 'Ed25519',
        x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
        use: 'sig',
        alg: 'EdDSA',
        kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
      },
    ],
  },
).meta({ id: 'Jwks' });

export type Jwks = z.infer<typeof Jwks>;
