/** The compressions that a record batch may have; `none` needs no codec. */
export type CodecName = 'gzip' | 'snappy' | 'lz4' | 'zstd';

/** Packs and unpacks the records of a batch, in the shape that kafkajs wants it. Both reject with {@link CodecError}. */
export interface Codec {
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>;
  decompress(packed: Buffer): Promise<Buffer>;
}

/**
 * `malformed`: the bytes aren't what the codec writes. `too_large`: they would unpack to more than is allowed.
 * `no_compressor`: this Node can unpack the codec, but not pack it.
 */
export type CodecErrorCode = 'malformed' | 'too_large' | 'no_compressor';

/** A batch that can't be packed or unpacked, and why. */
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
