export { hashApiKey, isApiKey, mintApiKey, type MintedApiKey } from './api-key.js';
export { IllFormedText, SecretBox, type Opened, type Unopenable } from './secret-box.js';
export { TokenSigner } from './token-signer.js';
export {
  parseSecretKeys,
  type ParsedSecretKeys,
  type SecretKey,
  type SecretKeyFault,
  type SecretKeyProblem,
  type SecretKeys,
} from './secret-key.js';
