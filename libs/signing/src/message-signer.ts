import type { CustomSigner } from './custom-signer.js';
import type { Message } from './signed-content.js';
import type { Signer } from './signer.js';
import { webhookHeaders } from './webhook-headers.js';

/** Makes every header of a message that has to do with its signatures, in all the forms that its receiver checks. */
export class MessageSigner {
  /** Without `standard`, there is no `webhook-signature`; `webhook-id` and `webhook-timestamp` are there all the same. */
  constructor(
    private readonly standard: Signer | undefined,
    private readonly custom: readonly CustomSigner[] = [],
  ) {}

  /** Names in lower case. Throws as {@link Signer.sign} does. */
  headers(message: Message): Readonly<Record<string, string>> {
    const standard = this.standard ? webhookHeaders(this.standard, message) : unsigned(message);
    // All that most endpoints have.
    if (this.custom.length === 0) return standard;
    return { ...standard, ...Object.fromEntries(this.custom.map((signer) => [signer.header, signer.sign(message)])) };
  }
}

const unsigned = ({ id, timestampSeconds }: Message): Record<string, string> => ({
  'webhook-id': id,
  'webhook-timestamp': String(timestampSeconds),
});
