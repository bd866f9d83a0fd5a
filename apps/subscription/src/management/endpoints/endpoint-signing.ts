import type { EndpointRow, KeyRow, NewSecret } from '@postrider/persistence';
import { HIDDEN_VALUE, type ShownSigning, type Signing, type SigningKeys } from '@postrider/schemas';
import type { SecretBox } from '@postrider/secrets';
import { generateKeyPair } from '@postrider/signing';
import { endpointContext } from '../../sealing/contexts.js';

/** The columns that a signing comes to: all that may be shown, and the secrets of its own, sealed. */
export function signingColumns(
  endpointId: string,
  signing: Signing | null,
  box: SecretBox,
): Pick<EndpointRow, 'signing' | 'sealedSigning'> {
  if (!signing) return { signing: null, sealedSigning: null };
  const secrets: Record<string, string> = {};
  const profiles = signing.map((profile) => {
    if (profile.profile !== 'custom') return profile;
    const { secret, ...form } = profile;
    if (secret !== undefined) secrets[form.header.toLowerCase()] = secret;
    return { ...form, ownSecret: secret !== undefined };
  });
  const sealed =
    Object.keys(secrets).length > 0 ? box.seal(JSON.stringify(secrets), endpointContext('signing', endpointId)) : null;
  return { signing: profiles, sealedSigning: sealed };
}

/** A signing as the API shows it. */
export function shownSigning({ signing }: EndpointRow): ShownSigning {
  return (signing ?? [{ profile: 'v1' }]).map((profile) => {
    if (profile.profile !== 'custom') return profile;
    const { ownSecret, ...form } = profile;
    return { ...form, ...(ownSecret && { secret: HIDDEN_VALUE }) };
  });
}

/** Public keys as the API shows them. */
export const shownKeys = (keys: readonly KeyRow[]): SigningKeys =>
  keys.map(({ publicKey, createdAt, expiresAt }) => ({
    publicKey,
    createdAt: createdAt.toISOString(),
    ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
  }));

/** Whether an endpoint needs a key pair of its own. */
export const signsByKey = (signing: readonly { readonly profile: string }[] | null | undefined): boolean =>
  signing?.some(({ profile }) => profile === 'v1a') ?? false;

/** A new key pair for an endpoint. */
export function newKey(endpointId: string, box: SecretBox): NewSecret {
  const { privateKey, publicKey } = generateKeyPair();
  return { kind: 'private', sealed: box.seal(privateKey, endpointContext('key', endpointId)), publicKey };
}
