import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { createSecureContext } from 'node:tls';

/** What a client certificate is good for. */
export type ClientCertificate =
  | { readonly kind: 'usable'; readonly subject: string; readonly expiresAt: string }
  | { readonly kind: 'faulty'; readonly part: 'certificate' | 'key'; readonly message: string };

/** Reads a certificate and its key (PEM) as the dispatcher will use them. No message says anything of the key. */
export function readClientCertificate(
  { certificate, key }: { readonly certificate: string; readonly key: string },
  nowMs: number,
): ClientCertificate {
  const leaf = attempt(() => new X509Certificate(certificate));
  if (!leaf) return faulty('certificate', 'is not a certificate in PEM (-----BEGIN CERTIFICATE-----)');
  const expiresMs = Date.parse(leaf.validTo);
  if (!(expiresMs > nowMs)) return faulty('certificate', `has expired: it was valid until ${leaf.validTo}`);
  const privateKey = attempt((): KeyObject => createPrivateKey(key));
  if (!privateKey) return faulty('key', 'is not a private key in PEM without a passphrase');
  if (!leaf.checkPrivateKey(privateKey)) return faulty('key', 'is not the key of the certificate');
  // What the two are by themselves, TLS may still refuse: a key that is too weak, a chain that is none.
  if (!attempt(() => createSecureContext({ cert: certificate, key })))
    return faulty('certificate', 'cannot be used for TLS, or its chain is damaged');
  return { kind: 'usable', subject: leaf.subject.slice(0, 1024), expiresAt: new Date(expiresMs).toISOString() };
}

const faulty = (part: 'certificate' | 'key', message: string): ClientCertificate => ({ kind: 'faulty', part, message });

/** Undefined where OpenSSL refuses: its words may quote what it was given. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
