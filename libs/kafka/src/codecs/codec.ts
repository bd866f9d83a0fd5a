/** The compressions that a record batch may have; `none` needs no codec. */
export type CodecName = 'gzip' | 'snappy' | 'lz4' | 'zstd';

/** Unpacks the records of a batch; rejects with {@link CodecError}. What we produce isn't packed. */
export interface Codec {
  decompress(packed: Buffer): Promise<Buffer>;
}

/**
 * `malformed`: the bytes aren't what the codec writes. `too_large`: they would unpack to more than is allowed.
 */
export type CodecErrorCode = 'malformed' | 'too_large';

/** A batch that can't be unpacked, and why. */
export class CodecError extends Error {
  constructor(
    readonly codec: CodecName,
    readonly code: CodecErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The error for bytes that aren't what the codec writes; `what` says what is wrong with them. */
export function malformed(codec: CodecName, what: string, cause?: unknown): CodecError {
  return new CodecError(codec, 'malformed', `a ${codec} batch can't be unpacked: ${what}`, { cause });
}

/** The error for bytes that would unpack to more than `maxBytes`. */
export function tooLarge(codec: CodecName, maxBytes: number): CodecError {
  const message = `a ${codec} batch would unpack to more than ${maxBytes} bytes; its producer has to send smaller batches`;
  return new CodecError(codec, 'too_large', message);
}
