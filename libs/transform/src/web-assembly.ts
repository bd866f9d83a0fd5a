/** What is used of WebAssembly: TypeScript knows it in browsers alone. */
interface WebAssemblyApi {
  readonly Memory: new (pages: { initial: number; maximum: number }) => WasmMemory;
  readonly RuntimeError: new () => Error;
  compile(binary: Uint8Array): Promise<WasmModule>;
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

export type WasmModule = object;

export const { WebAssembly: webAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };
