import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Message } from './signed-content.js';
import { SigningError } from './signing-error.js';

/** A signature of somebody else's form, for receivers that check one already. */
export interface CustomSignature {
  /** The header that it stands in. */
  readonly header: string;
  /** What is signed: text with `{id}`, `{timestamp}` and, once, `{body}` in it. */
  readonly template: string;
  /** The header's value: text with `{id}`, `{timestamp}` and, once, `{signature}` in it. */
  readonly value: string;
  /**
   * What each further live secret adds to the value while secrets overlap, such as `,v1={signature}`. Without it the
   * header has room for one signature: the oldest live secret's, until that expires, so that a receiver can take the new
   * one in beside the old before anything is signed with it.
   */
  readonly further?: string | undefined;
  readonly hash: 'sha256' | 'sha512' | 'sha1';
  readonly encoding: 'hex' | 'base64';
}

/** Makes one header with HMACs over a template. The key is the UTF-8 bytes of the secret's text, as it is shown. */
export class CustomSigner {
  /** In lower case. */
  readonly header: string;
  readonly #beforeBody: Filled;
  readonly #afterBody: Filled;
  readonly #value: Filled;
  readonly #further: Filled | undefined;
  readonly #hash: CustomSignature['hash'];
  readonly #encoding: CustomSignature['encoding'];
  /** Newest first; one alone where the header has room for no more. */
  readonly #keys: readonly KeyObject[];

  /** `secrets` are the live ones, newest first; throws {@link SigningError} `no_secrets` when there are none. */
  constructor({ header, template, value, further, hash, encoding }: CustomSignature, secrets: readonly string[]) {
    const signing = further === undefined ? secrets.slice(-1) : secrets;
    if (signing.length === 0) throw new SigningError('no_secrets');
    this.header = header.toLowerCase();
    const [before = '', after = ''] = template.split('{body}');
    this.#beforeBody = filling(before);
    this.#afterBody = filling(after);
    this.#value = filling(value);
    this.#further = further === undefined ? undefined : filling(further);
    this.#hash = hash;
    this.#encoding = encoding;
    this.#keys = signing.map((secret) => createSecretKey(Buffer.from(secret)));
  }

  /** The header's value for a message. */
  sign(message: Message): string {
    return this.#keys
      .map((key, index) => {
        const form = index === 0 ? this.#value : (this.#further ?? this.#value);
        return form(message, this.#signature(key, message));
      })
      .join('');
  }

  #signature(key: KeyObject, message: Message): string {
    const mac = createHmac(this.#hash, key).update(this.#beforeBody(message, ''));
    const { body } = message;
    if (body instanceof Uint8Array) mac.update(body);
    else for (const chunk of body) mac.update(chunk);
    return mac.update(this.#afterBody(message, '')).digest(this.#encoding);
  }
}

type Filled = (message: Message, signature: string) => string;

/** Reads a text with placeholders once, to be filled in for each message. What isn't a placeholder stands as it is. */
function filling(text: string): Filled {
  const parts = text.split(/(\{(?:id|timestamp|signature)\})/);
  return (message, signature) =>
    parts
      .map((part) => {
        switch (part) {
          case '{id}':
            return message.id;
          case '{timestamp}':
            return String(message.timestampSeconds);
          case '{signature}':
            return signature;
          default:
            return part;
        }
      })
      .join('');
}
