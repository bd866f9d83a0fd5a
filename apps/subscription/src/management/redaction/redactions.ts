import type { EventTypeRepository, TenantRepository } from '@postrider/persistence';
import { readRedactedPath, REDACTED, type AttemptResponse } from '@postrider/schemas';
import { redactJson, type Names } from './redact-json.js';

/** What is hidden of the payloads of one tenant and event type. */
export interface Redaction {
  readonly data: (bytes: Buffer) => Buffer;
  /** Something of the data is hidden. */
  readonly hidesData: boolean;
  readonly response: (response: AttemptResponse) => AttemptResponse;
}

/** Finds what a tenant and an event type want hidden: both lists hold. Whatever shows payloads asks it first. */
export class Redactions {
  constructor(
    private readonly tenants: TenantRepository,
    private readonly eventTypes: EventTypeRepository,
  ) {}

  async of(tenant: string, eventType: string): Promise<Redaction> {
    const [ofTenant, ofType] = await Promise.all([this.tenants.find(tenant), this.eventTypes.find(eventType)]);
    return redactionOf([...(ofTenant?.redact ?? []), ...(ofType?.type.redact ?? [])]);
  }
}

/** Hides what these paths lead to. */
export function redactionOf(list: readonly string[]): Redaction {
  const paths = list.map(readRedactedPath);
  const namesUnder = (wanted: 'data' | 'response'): Names[] =>
    paths.filter(({ under }) => under === wanted).map(({ names }) => names);
  const [data, response] = [namesUnder('data'), namesUnder('response')];
  return {
    hidesData: data.length > 0,
    data: (bytes) => (data.length === 0 ? bytes : Buffer.from(redactJson(bytes.toString('utf8'), data))),
    response: (given) => {
      if (response.length === 0 || given.body === '') return given;
      // The start of a text, or no text: what is named may be in it, and can't be found.
      const whole = given.encoding === 'utf8' && !given.truncated;
      return { ...given, body: whole ? redactJson(given.body, response) : REDACTED, encoding: 'utf8' };
    },
  };
}
