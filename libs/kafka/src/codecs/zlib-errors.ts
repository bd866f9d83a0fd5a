import { type CodecError, malformed, tooLarge, type CodecName } from './codec.js';

/** What a failure of Node's zlib, called with `maxOutputLength`, means for a batch. */
export function fromZlib(codec: CodecName, maxBytes: number, error: unknown): CodecError {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(codec, maxBytes) : malformed(codec, 'zlib refuses it', error);
}
