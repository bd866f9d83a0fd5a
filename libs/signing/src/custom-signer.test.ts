import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CustomSigner, type CustomSignature } from './custom-signer.js';

const github: CustomSignature = {
  header: 'X-Hub-Signature-256',
  template: '{body}',
  value: 'sha256={signature}',
  hash: 'sha256',
  encoding: 'hex',
};

const stripe: CustomSignature = {
  header: 'Stripe-Signature',
  template: '{timestamp}.{body}',
  value: 't={timestamp},v1={signature}',
  further: ',v1={signature}',
  hash: 'sha256',
  encoding: 'hex',
};

const message = { id: 'evt_1', timestampSeconds: 1_492_774_577, body: Buffer.from('{"object":"event"}') };
const hmac = (secret: string, content: string): string => createHmac('sha256', secret).update(content).digest('hex');

describe('a custom signature', () => {
  it('is GitHub’s: the vector of its own documentation', () => {
    const signer = new CustomSigner(github, ["It's a Secret to Everybody"]);
    expect(signer.header).toBe('x-hub-signature-256');
    expect(signer.sign({ ...message, body: Buffer.from('Hello, World!') })).toBe(
      'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    );
  });

  it('is Stripe’s: time and signature in one value, over `timestamp.body`, under the whole text of the secret', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    expect(new CustomSigner(stripe, [secret]).sign(message)).toBe(
      `t=1492774577,v1=${hmac(secret, '1492774577.{"object":"event"}')}`,
    );
  });

  it('has one signature for each live secret where the form has room for more, the newest first', () => {
    const [newest, older] = ['whsec_bmV3', 'whsec_b2xk'];
    const content = '1492774577.{"object":"event"}';
    expect(new CustomSigner(stripe, [newest, older]).sign(message)).toBe(
      `t=1492774577,v1=${hmac(newest, content)},v1=${hmac(older, content)}`,
    );
  });

  it('is the oldest live secret’s where the form has room for one', () => {
    const signer = new CustomSigner(github, ['new', 'old']);
    expect(signer.sign(message)).toBe(`sha256=${hmac('old', '{"object":"event"}')}`);
  });

  it('has every placeholder filled, in whatever text, over a body in one piece or in several', () => {
    const literal = fc.stringMatching(/^[ -z|~]{0,12}$/);
    fc.assert(
      fc.property(literal, literal, literal, fc.string(), fc.constantFrom('sha1', 'sha256', 'sha512'), (...given) => {
        const [a, b, c, body, hash] = given;
        const form: CustomSignature = {
          header: 'x-signature',
          template: `${a}{id}${b}{body}${c}{timestamp}`,
          value: `${c}{signature}${a}{id}`,
          hash,
          encoding: 'base64',
        };
        const signer = new CustomSigner(form, ['secret']);
        const mac = createHmac(hash, 'secret').update(`${a}evt_1${b}${body}${c}1492774577`).digest('base64');
        const chunks = Array.from(body, (character) => Buffer.from(character));
        for (const each of [Buffer.from(body), chunks]) {
          expect(signer.sign({ ...message, body: each })).toBe(`${c}${mac}${a}evt_1`);
        }
      }),
    );
  });

  it('needs a secret', () => {
    expect(() => new CustomSigner(github, [])).toThrow('At least one secret');
  });
});
