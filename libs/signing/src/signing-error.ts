/** Why a {@link SigningError} was thrown; the list is closed. */
export type SigningFault =
  | 'unknown_prefix'
  | 'not_base64'
  | 'wrong_length'
  | 'key_pair_mismatch'
  | 'weak_key'
  | 'cannot_sign'
  | 'cannot_verify'
  | 'no_secrets'
  | 'unsafe_id'
  | 'unsafe_timestamp';

// Fixed texts, so that no error can ever quote the secret that caused it.
const sentences: Readonly<Record<SigningFault, string>> = {
  unknown_prefix: 'A signing secret starts with whsec_, whsk_ or whpk_.',
  not_base64: 'What follows the prefix of a signing secret is padded standard base64 (RFC 4648, section 4).',
  wrong_length:
    'A whsec_ secret has 24 to 64 bytes, a whsk_ key 32 (the seed) or 64 (seed and public key), a whpk_ key 32.',
  key_pair_mismatch: "The public half of this whsk_ key isn't the one that belongs to its seed.",
  weak_key: 'Anybody can forge signatures for this whpk_ key; it was made by no key generator.',
  cannot_sign: 'A whpk_ key only verifies; sign with the whsk_ key that it belongs to.',
  cannot_verify: "A whsk_ key only signs and is nobody else's to have; verify with its whpk_ key.",
  no_secrets: 'At least one secret is needed to sign.',
  unsafe_id: 'A webhook-id is visible ASCII without a full stop.',
  unsafe_timestamp: 'A webhook-timestamp is a whole number of seconds since 1970, at most 11 digits long.',
};

/** A secret that can't be used, or a message that can't be signed. No property of it has key material in it. */
export class SigningError extends Error {
  override readonly name = 'SigningError';

  constructor(readonly code: SigningFault) {
    super(sentences[code]);
  }
}
