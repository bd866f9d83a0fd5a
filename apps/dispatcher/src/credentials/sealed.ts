import type { SecretBox, Unopenable } from '@postrider/secrets';

/** Something of an endpoint that is sealed and doesn't open: nothing can be sent to it. */
export class Unreadable extends Error {
  constructor(readonly reason: Unopenable | 'no_secrets') {
    super(reason);
  }
}

/** What is sealed; throws {@link Unreadable}. */
export function open(box: SecretBox, sealed: string, context: string): string {
  const opened = box.open(sealed, context);
  if (opened.kind === 'opened') return opened.plaintext;
  throw new Unreadable(opened.reason);
}

/** When a secret stops signing, in milliseconds. */
export const endMs = ({ expiresAt }: { readonly expiresAt?: string | undefined }): number =>
  expiresAt === undefined ? Infinity : Date.parse(expiresAt);
