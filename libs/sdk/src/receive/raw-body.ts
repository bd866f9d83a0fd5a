import type { IncomingMessage } from 'node:http';

/** Beyond what Postrider sends unless its MAX_EVENT_BYTES is raised. */
export const DEFAULT_MAX_BYTES = 1024 * 1024;

/** A body that can't be had as it arrived. */
export class BodyUnavailable extends Error {
  override readonly name = 'BodyUnavailable';

  constructor(
    readonly reason: 'already_parsed' | 'too_large',
    message: string,
  ) {
    super(message);
  }
}

/** The bytes of a request, read now unless a middleware has read them; throws {@link BodyUnavailable}. */
export async function rawBodyOf(
  request: IncomingMessage & { body?: unknown; rawBody?: unknown },
  maxBytes: number,
): Promise<Buffer> {
  for (const bytes of [request.rawBody, request.body]) if (Buffer.isBuffer(bytes)) return bytes;
  if (request.body !== undefined)
    throw new BodyUnavailable(
      'already_parsed',
      'The body was parsed before its signature could be checked: put the check before the body parser, or keep the raw body.',
    );
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new BodyUnavailable('too_large', `The body has more than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
