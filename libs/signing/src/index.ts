export { generateKeyPair, generateSecret, publicKeyOf, type KeyPair } from './generate-secret.js';
export { type MessageBody, type Message } from './signed-content.js';
export { Signer } from './signer.js';
export { CustomSigner, type CustomSignature } from './custom-signer.js';
export { MessageSigner } from './message-signer.js';
export { publicJwk, type PublicJwk } from './public-jwk.js';
export { SigningError, type SigningFault } from './signing-error.js';
export {
  parseSigningSecret,
  parseVerifyingSecret,
  type PrivateSecret,
  type PublicKey,
  type SigningSecret,
  type SymmetricSecret,
  type VerifyingSecret,
} from './signing-secret.js';
export { verify, type Received, type Refusal, type Verification } from './verify.js';
export { webhookHeaders, type WebhookHeaders } from './webhook-headers.js';
