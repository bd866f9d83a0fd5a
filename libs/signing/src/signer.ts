import { sign, type KeyObject } from 'node:crypto';
import {
  contentHead,
  isSafeId,
  isSafeTimestamp,
  symmetricSignature,
  wholeContent,
  type Message,
} from './signed-content.js';
import { SigningError } from './signing-error.js';
import type { SigningSecret } from './signing-secret.js';

/**
 * Signs messages for one endpoint with all of its live secrets (Standard Webhooks 1.0.0).
 *
 * Build it once and keep it: the keys stay imported. `v1` goes through `createHmac` with a `KeyObject`: HMACs
 * put together from `crypto.hash` save a tenth and copy the body, `subtle.sign` takes over twice as long, and an
 * ed25519 key that is imported for each signature over ten times as long.
 */
export class Signer {
  readonly #secrets: readonly SigningSecret[];

  /** The signatures come in the order of the secrets; throws {@link SigningError} `no_secrets` when there are none. */
  constructor(secrets: readonly SigningSecret[]) {
    // A receiver that got an empty signature header would have to refuse every delivery.
    if (secrets.length === 0) throw new SigningError('no_secrets');
    this.#secrets = [...secrets];
  }

  /**
   * The value of `webhook-signature`: one signature for each secret, separated by spaces.
   * Throws {@link SigningError}: `unsafe_id` or `unsafe_timestamp`.
   */
  sign({ id, timestampSeconds, body }: Message): string {
    const timestamp = String(timestampSeconds);
    if (!isSafeId(id)) throw new SigningError('unsafe_id');
    if (!isSafeTimestamp(timestamp)) throw new SigningError('unsafe_timestamp');
    const head = contentHead(id, timestamp);
    let whole: Buffer | undefined;
    return this.#secrets
      .map(({ kind, key }) => {
        if (kind === 'symmetric') return symmetricSignature(key, head, body);
        whole ??= wholeContent(head, body);
        return asymmetricSignature(key, whole);
      })
      .join(' ');
  }
}

function asymmetricSignature(key: KeyObject, content: Buffer): string {
  return `v1a,${sign(null, content, key).toString('base64')}`;
}
