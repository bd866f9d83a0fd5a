import * as zlib from 'node:zlib';
import { ZSTDDecoder } from 'zstddec';
import { malformed, type Codec } from './codec.js';
import { fromZlib } from './zlib-errors.js';
import { zstdFrameBytes } from './zstd-frame-bytes.js';

/** How a process does zstd: with the zlib of Node 22.15 and later, on its thread pool; before that with WebAssembly. */
export type ZstdEngine = 'zlib' | 'wasm';

/** What this Node can do. */
export const zstdEngines: readonly ZstdEngine[] = 'zstdDecompress' in zlib ? ['zlib', 'wasm'] : ['wasm'];

/**
 * The zstd codec. Where Node's zlib has no zstd, libzstd as WebAssembly does it, on the thread that calls.
 */
export function zstdCodec(maxBytes: number, engine: ZstdEngine = zstdEngines[0] ?? 'wasm'): Codec {
  return engine === 'zlib' ? withZlib(maxBytes) : withWasm(maxBytes);
}

function withZlib(maxBytes: number): Codec {
  return {
    decompress: async (packed) => {
      // Not for the bound alone: of a frame that is cut short, zlib answers what there is, and reports no error.
      zstdFrameBytes(packed, maxBytes);
      try {
        return await callZlib('zstdDecompress', packed, { maxOutputLength: maxBytes });
      } catch (error) {
        throw fromZlib('zstd', maxBytes, error);
      }
    },
  };
}

function withWasm(maxBytes: number): Codec {
  const decoder = new ZSTDDecoder();
  return {
    decompress: async (packed) => {
      const most = zstdFrameBytes(packed, maxBytes);
      if (most === 0) return Buffer.alloc(0);
      await decoder.init();
      // The decoder doesn't tell of errors: what it then answers is empty.
      const { buffer, byteOffset, byteLength } = decoder.decode(packed, most);
      if (byteLength === 0) throw malformed('zstd', 'its blocks are damaged');
      return Buffer.from(buffer, byteOffset, byteLength);
    },
  };
}

/** Calls a function of zlib that not every Node has, and its types on the oldest don't know. */
function callZlib(name: string, input: Buffer, options: zlib.ZlibOptions): Promise<Buffer> {
  const method: unknown = Reflect.get(zlib, name);
  return new Promise((resolve, reject) => {
    if (typeof method !== 'function') throw new Error(`this Node has no zlib.${name}`);
    (method as (...args: unknown[]) => void)(input, options, (error: Error | null, output: Buffer) =>
      error ? reject(error) : resolve(output),
    );
  });
}
