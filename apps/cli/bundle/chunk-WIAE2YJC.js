// ../../libs/secrets/dist/secret-key.js
import { createHmac, createSecretKey } from "node:crypto";
var KEY_BYTES = 32;
var ID_BYTES = 6;
var sentences = {
  empty: "is empty; a key is 32 random bytes in base64, made for example by: openssl rand -base64 32",
  not_base64: "isn't padded standard base64 (RFC 4648, section 4)",
  wrong_length: "isn't 32 bytes long; make one with: openssl rand -base64 32",
  duplicate: "is the same as an earlier one"
};
function parseSecretKeys(commaList) {
  const keys = [];
  const problems = [];
  for (const [index, entry] of commaList.split(",").entries()) {
    const key = parseKey(entry.trim(), keys);
    if (typeof key !== "string") keys.push(key);
    else problems.push({
      position: index + 1,
      fault: key,
      message: `key ${index + 1} ${sentences[key]}`
    });
  }
  const [first, ...others] = keys;
  return first && problems.length === 0 ? {
    kind: "parsed",
    keys: [
      first,
      ...others
    ]
  } : {
    kind: "refused",
    problems
  };
}
function parseKey(text, earlier) {
  if (text === "") return "empty";
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64") !== text) return "not_base64";
  if (bytes.length !== KEY_BYTES) return "wrong_length";
  const id = keyId(bytes);
  return earlier.some((key) => key.id === id) ? "duplicate" : {
    id,
    key: createSecretKey(bytes)
  };
}
function keyId(key) {
  return createHmac("sha256", key).update("postrider secret key id").digest().subarray(0, ID_BYTES).toString("base64url");
}

// ../../libs/secrets/dist/secret-box.js
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

// ../../libs/secrets/dist/token-signer.js
import { createHmac as createHmac2, createSecretKey as createSecretKey2, hkdfSync, timingSafeEqual } from "node:crypto";
var KEY_BYTES2 = 32;
var MAC_LENGTH = 43;
var TokenSigner = class {
  #first;
  #keys;
  constructor(keys, purpose) {
    const derive = ({ key }) => createSecretKey2(Buffer.from(hkdfSync("sha256", key, "", `postrider token: ${purpose}`, KEY_BYTES2)));
    const [first, ...others] = keys;
    this.#first = derive(first);
    this.#keys = [
      this.#first,
      ...others.map(derive)
    ];
  }
  /** The text, a dot, and its signature. */
  sign(text) {
    return `${text}.${macOf(this.#first, text).toString("base64url")}`;
  }
  /** The text that was signed, or undefined for what nobody with one of the keys did. */
  open(signed) {
    if (signed.at(-MAC_LENGTH - 1) !== ".") return void 0;
    const text = signed.slice(0, -MAC_LENGTH - 1);
    const mac = Buffer.from(signed.slice(-MAC_LENGTH), "base64url");
    return this.#keys.some((key) => isEqual(macOf(key, text), mac)) ? text : void 0;
  }
};
var macOf = (key, text) => createHmac2("sha256", key).update(text).digest();
var isEqual = (mac, given) => given.length === mac.length && timingSafeEqual(mac, given);

// ../../libs/secrets/dist/secret-box.js
var ALGORITHM = "aes-256-gcm";
var VERSION = "box1";
var NONCE_BYTES = 12;
var TAG_BYTES = 16;
var sealedForm = /^box1\.([A-Za-z0-9_-]{8})\.([A-Za-z0-9_-]{38,})$/;
var IllFormedText = class extends Error {
  constructor(what) {
    super(`the ${what} has a lone surrogate and can't be encoded as UTF-8`);
  }
};
var SecretBox = class {
  keys;
  #first;
  #keys;
  constructor(keys) {
    this.keys = keys;
    this.#first = keys[0];
    this.#keys = new Map(keys.map((key) => [
      key.id,
      key
    ]));
  }
  /**
  * Encrypts a text under the first key, as printable ASCII. Only the same `context`, for example `endpoint:ep_…`,
  * opens it again: a sealed value that was copied to another row is worthless there. Throws {@link IllFormedText}.
  */
  seal(plaintext, context) {
    if (!isWellFormed(plaintext)) throw new IllFormedText("plaintext");
    if (!isWellFormed(context)) throw new IllFormedText("context");
    const { id, key } = this.#first;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, key, nonce, {
      authTagLength: TAG_BYTES
    });
    cipher.setAAD(authenticated(id, context));
    const sealed = Buffer.concat([
      nonce,
      cipher.update(plaintext, "utf8"),
      cipher.final(),
      cipher.getAuthTag()
    ]);
    return `${VERSION}.${id}.${sealed.toString("base64url")}`;
  }
  /** Decrypts what {@link seal} made in the same context. Never throws, and never answers a part of a plaintext. */
  open(sealed, context) {
    const parts = parse(sealed);
    if (!parts) return unopenable("malformed");
    const key = this.#keys.get(parts.keyId);
    if (!key) return unopenable("unknown_key");
    if (!isWellFormed(context)) return unopenable("tampered");
    const { bytes } = parts;
    const decipher = createDecipheriv(ALGORITHM, key.key, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES
    });
    decipher.setAAD(authenticated(key.id, context));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const plaintext = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    try {
      decipher.final();
    } catch {
      return unopenable("tampered");
    }
    return {
      kind: "opened",
      plaintext: plaintext.toString("utf8")
    };
  }
  /** Signs tokens for a purpose, with keys of their own that follow from these. */
  signer(purpose) {
    return new TokenSigner(this.keys, purpose);
  }
  /** Whether a text isn't sealed under the first key: then opening it and sealing it again lets an old key go. */
  needsResealing(sealed) {
    return parse(sealed)?.keyId !== this.#first.id;
  }
};
function parse(sealed) {
  const [, keyId2, payload] = sealedForm.exec(sealed) ?? [];
  if (keyId2 === void 0 || payload === void 0) return void 0;
  const bytes = Buffer.from(payload, "base64url");
  return bytes.toString("base64url") === payload ? {
    keyId: keyId2,
    bytes
  } : void 0;
}
function authenticated(keyId2, context) {
  return Buffer.from(`${VERSION}.${keyId2}.${context}`);
}
function isWellFormed(text) {
  return !new RegExp("\\p{Surrogate}", "u").test(text);
}
function unopenable(reason) {
  return {
    kind: "unopenable",
    reason
  };
}

export {
  SecretBox,
  parseSecretKeys
};
