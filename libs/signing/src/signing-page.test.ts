import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { CustomSigner, type CustomSignature } from './custom-signer.js';
import { generateKeyPair, generateSecret } from './generate-secret.js';
import { MessageSigner } from './message-signer.js';
import { publicJwk } from './public-jwk.js';
import { Signer } from './signer.js';
import { parseSigningSecret } from './signing-secret.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const page = readFileSync(`${root}docs/signing.md`, 'utf8');

/** A piece of the page, by its language and name. */
function piece(language: string, name: string): string {
  const [, text] = new RegExp(`\`\`\`${language} ${name}\\n([^]*?)\`\`\``).exec(page) ?? [];
  if (text === undefined) throw new Error(`the page has no ${language} ${name}`);
  return text;
}

/** What a receiver of the page's says to a delivery, in a process of its own; `refused` where it throws. */
function says(name: string, headers: object, body: string, key: unknown): unknown {
  const given = JSON.stringify([headers, body, key]);
  const program = `${piece('js', name)}
const [headers, body, key] = ${given};
let said;
try { said = receive(headers, Buffer.from(body), key); } catch { said = 'refused'; }
process.stdout.write(JSON.stringify(said));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: root }).toString());
}

const body = '{"type":"order.created","data":{"total":1.0}}';
const message = { id: 'evt_1', timestampSeconds: Math.floor(Date.now() / 1000), body: Buffer.from(body) };
const old = { ...message, timestampSeconds: message.timestampSeconds - 301 };
const [secret, older] = [generateSecret(), generateSecret()];

describe('a receiver that does as docs/signing.md says', () => {
  it('verifies v1', () => {
    const headers = new MessageSigner(new Signer([parseSigningSecret(secret)])).headers(message);
    expect(says('v1', headers, body, secret)).toEqual(JSON.parse(body));
    expect(says('v1', headers, `${body} `, secret)).toBe('refused');
  });

  it('verifies v1a with the JWK Set, while keys overlap too', () => {
    const [first, second, other] = [generateKeyPair(), generateKeyPair(), generateKeyPair()];
    const signer = new MessageSigner(new Signer([secret, second.privateKey, first.privateKey].map(parseSigningSecret)));
    const jwks = (...pairs: (typeof first)[]) => ({ keys: pairs.map(({ publicKey }) => publicJwk(publicKey)) });
    expect(says('v1a', signer.headers(message), body, jwks(second, first))).toBe(true);
    expect(says('v1a', signer.headers(message), body, jwks(first))).toBe(true);
    expect(says('v1a', signer.headers(message), body, jwks(other))).toBe(false);
    expect(says('v1a', signer.headers(message), `${body} `, jwks(second, first))).toBe(false);
    expect(says('v1a', signer.headers(old), body, jwks(second, first))).toBe(false);
  });

  it('answers a challenge', () => {
    const challenge = JSON.stringify({ type: 'postrider.endpoint.verification', data: { challenge: 'abc' } });
    expect(says('verification', {}, challenge, null)).toEqual({ challenge: 'abc' });
    expect(says('verification', {}, body, null)).toEqual({});
  });

  it.each(['github', 'stripe'])('verifies what %s would have sent', (name) => {
    const form = JSON.parse(piece('json', name)) as CustomSignature;
    const headers = new MessageSigner(undefined, [new CustomSigner(form, [secret, older])]).headers(message);
    expect(says(name, headers, body, older)).toBe(true);
    expect(says(name, headers, body, secret)).toBe(name === 'stripe');
    expect(says(name, headers, `${body} `, older)).toBe(false);
  });
});
