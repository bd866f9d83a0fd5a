import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

// What stands before the 32 raw bytes in the only DER form that an ed25519 key has (RFC 8410, sections 4 and 7).
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Bytes of an ed25519 seed, and of a public key (RFC 8032, section 5.1.5). */
export const ED25519_KEY_BYTES = 32;

/** The private key that grows from a seed of 32 bytes. */
export function privateKeyFromSeed(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' });
}

/** The seed of a private key: all that there is to it. */
export function seedOf(privateKey: KeyObject): Buffer {
  return privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(pkcs8Head.length);
}

/** The public key of 32 raw bytes. Bytes that are no point of the curve are taken too; nothing verifies under them. */
export function publicKeyFromBytes(bytes: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([spkiHead, bytes]), format: 'der', type: 'spki' });
}

/**
 * The y-coordinates of the points whose order divides 8, in every encoding that OpenSSL takes; each stands for two
 * points, told apart by the sign in the topmost bit.
 */
const smallOrder = new Set([
  '00'.repeat(32),
  '01' + '00'.repeat(31),
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ec' + 'ff'.repeat(30) + '7f',
  'ed' + 'ff'.repeat(30) + '7f',
  'ee' + 'ff'.repeat(30) + '7f',
]);

/**
 * Whether a public key is one that nobody needs a private key for: one fixed signature verifies under it for every
 * message, or for every second, fourth or eighth. No seed leads to such a key, but 32 zero bytes are one of them.
 */
export function hasSmallOrder(publicBytes: Uint8Array): boolean {
  const y = Buffer.from(publicBytes);
  y.writeUInt8(y.readUInt8(ED25519_KEY_BYTES - 1) & 0x7f, ED25519_KEY_BYTES - 1);
  return smallOrder.has(y.toString('hex'));
}

/** The 32 raw bytes of the public key that belongs to a private one. */
export function publicBytesOf(privateKey: KeyObject): Buffer {
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(spkiHead.length);
}
