import { createRequire } from 'node:module';
import { decodeFetchAnswer, type FetchAnswer, type FetchedPartition } from '../record-format/decode-fetch-answer.js';
import type { PartitionSlice } from '../record-format/decode-record-set.js';
import { encodeFetchRequest, type FetchRequest } from '../record-format/encode-fetch-request.js';
import { createErrorFromCode } from './error-codes.js';

const require = createRequire(import.meta.url);

/** What a fetch answers when the client has passed it on. */
export interface Fetched {
  readonly responses: readonly { readonly topicName: string; readonly partitions: readonly FetchedPartition[] }[];
}

type Fetch = (request: FetchRequest) => {
  request: object;
  response: { decode: (body: Buffer) => Promise<Fetched>; parse: (answer: Fetched) => Promise<Fetched> };
};

/** As much of a list of messages as the client's own batch looks at: the records go past it. */
export class MessagesOf {
  constructor(readonly slice: PartitionSlice) {}

  filter(): readonly never[] {
    return [];
  }
}

/** The last version that the client knows, and the first with all that is needed: Kafka 2.3. */
const VERSION = 11;

/**
 * The client makes a decoder, a context and several promises for every record, and never looks at a checksum. What is
 * fetched is decoded in one pass: {@link decodeFetchAnswer}.
 */
export function decodeFetchedRecords(): void {
  const fetch = require('kafkajs/src/protocol/requests/fetch/index.js') as {
    protocol: (at: { version: number }) => Fetch;
  };
  const protocol = fetch.protocol;
  fetch.protocol = (at) => (given) => {
    if (at.version !== VERSION)
      throw new Error(`the broker is older than Kafka 2.3: it fetches by version ${at.version}`);
    const theirs = protocol(at)(given);
    const encode = () => {
      const bytes = encodeFetchRequest(given);
      // As much of an encoder as its reader looks at.
      return Promise.resolve({ buf: bytes, buffer: bytes });
    };
    const decode = async (body: Buffer) => withMessages(await decodeFetchAnswer(body, given));
    return { ...theirs, request: { ...theirs.request, encode }, response: { ...theirs.response, decode } };
  };
}

function withMessages(answer: FetchAnswer): Fetched {
  if (answer.errorCode !== 0) throw createErrorFromCode(answer.errorCode);
  return {
    ...answer,
    responses: answer.responses.map(({ topicName, partitions }) => ({
      topicName,
      partitions: partitions.map((one) => ({ ...one, messages: new MessagesOf(one.slice) })),
    })),
  };
}
