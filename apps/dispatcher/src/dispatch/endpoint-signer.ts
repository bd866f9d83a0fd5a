import type { EndpointEntity } from '@postrider/schemas';
import type { SecretBox } from '@postrider/secrets';
import { CustomSigner, MessageSigner, parseSigningSecret, Signer } from '@postrider/signing';
import { endMs, open, Unreadable } from '../credentials/sealed.js';

interface Sealed {
  readonly sealed: string;
  readonly expiresAt?: string | undefined;
}

const V1_ALONE = [{ profile: 'v1' }] as const;

/** Signs in every form that an endpoint asks for, with all that is live at a time. Throws {@link Unreadable}. */
export function signerOf(endpoint: EndpointEntity, box: SecretBox, nowMs: number): MessageSigner {
  const { id, signing = V1_ALONE } = endpoint;
  const live = (sealed: readonly Sealed[], what: string): string[] =>
    sealed.filter((each) => endMs(each) > nowMs).map((each) => open(box, each.sealed, `${what}:${id}`));
  const secrets = live(endpoint.secrets, 'endpoint-secret');
  if (secrets.length === 0) throw new Unreadable('no_secrets');
  const own =
    endpoint.sealedSigning === undefined ? {} : ownSecrets(open(box, endpoint.sealedSigning, `endpoint-signing:${id}`));

  const standard: string[] = [];
  const custom: CustomSigner[] = [];
  for (const profile of signing) {
    switch (profile.profile) {
      case 'v1':
        standard.push(...secrets);
        break;
      case 'v1a': {
        const keys = live(endpoint.keys ?? [], 'endpoint-key');
        if (keys.length === 0) throw new Unreadable('no_secrets');
        standard.push(...keys);
        break;
      }
      case 'custom': {
        const secret = own[profile.header.toLowerCase()];
        if (profile.ownSecret && secret === undefined) throw new Unreadable('no_secrets');
        custom.push(new CustomSigner(profile, secret === undefined ? secrets : [secret]));
      }
    }
  }
  return new MessageSigner(standard.length === 0 ? undefined : new Signer(standard.map(parseSigningSecret)), custom);
}

const ownSecrets = (text: string): Partial<Record<string, string>> => JSON.parse(text) as Record<string, string>;
