import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import { JSONATA, PRELUDE } from './prelude.js';
import { startRunClock } from './run-clock.js';
import { webAssembly, type WasmMemory, type WasmModule } from './web-assembly.js';

/** Half of what a thread of the pool has, in QuickJS's own count: it has to give up before the thread does. */
const STACK_BYTES = 256 * 1024;
/** Longer than any script takes to be prepared for, on a machine that is busy. */
const SETUP_MS = 5000;
/** The file that a script's lines are told of. */
export const SCRIPT_FILE = 'transform.js';

/** Thrown when a script can't go on: by what it threw, or by a limit. */
export class ScriptStopped extends Error {
  constructor(
    readonly why: 'error' | 'timeout' | 'memory',
    message: string,
    readonly place: { readonly stack: string; readonly position: number } = { stack: '', position: -1 },
  ) {
    super(message);
  }
}

/** What QuickJS has of its memory before a script gets any: its statics, and the stack of the C that it is. */
const OWN_BYTES = 5.25 * 1024 * 1024;
const PAGE_BYTES = 65_536;
/** What its binary asks for at least. */
const FIRST_PAGES = 256;

/**
 * QuickJS in WebAssembly: a machine that scripts can't get out of, as nothing in it leads out. Its memory can't grow beyond
 * what it's made with. QuickJS's own limit wouldn't hold: in this build it doesn't know how large an allocation is.
 */
export class Machine {
  private constructor(
    private readonly quickJs: QuickJSWASMModule,
    private readonly memory: WasmMemory,
    private readonly mostBytes: number,
  ) {}

  /** With so much memory for scripts. */
  static async create(memoryBytes: number): Promise<Machine> {
    const maximum = Math.max(FIRST_PAGES, Math.ceil((OWN_BYTES + memoryBytes) / PAGE_BYTES));
    const wasmMemory = new webAssembly.Memory({ initial: FIRST_PAGES, maximum });
    const wasmModule = await (compiled ??= webAssembly.compile(
      readFileSync(fileOf('@jitl/quickjs-wasmfile-release-sync/wasm')),
    ));
    const quickJs = await newQuickJSWASMModuleFromVariant(newVariant(RELEASE, { wasmModule, wasmMemory }));
    return new Machine(quickJs, wasmMemory, maximum * PAGE_BYTES);
  }

  /** A world of its own for scripts. */
  realm(): Realm {
    return new Realm(this.quickJs.newRuntime({ maxStackSizeBytes: STACK_BYTES }), this);
  }

  /** Whether it has all the memory that it can get. */
  get isFull(): boolean {
    return this.memory.buffer.byteLength >= this.mostBytes;
  }
}

/** Its types are those of CommonJS; what is loaded is ESM. */
const RELEASE = variant as unknown as QuickJSSyncVariant;

let compiled: Promise<WasmModule> | undefined;

const fileOf = (name: string): string => createRequire(import.meta.url).resolve(name);

/** One world for scripts: what they change of it stays in it. */
export class Realm {
  readonly #context: QuickJSContext;
  readonly #prelude: QuickJSHandle;
  #isOver: () => boolean = () => false;
  #timedOut = false;

  constructor(
    private readonly runtime: QuickJSRuntime,
    private readonly machine: Pick<Machine, 'isFull'>,
  ) {
    this.runtime.setInterruptHandler(() => (this.#timedOut ||= this.#isOver()));
    this.#context = runtime.newContext();
    this.limitTime(startRunClock(), SETUP_MS);
    this.#prelude = this.#read(this.#context.evalCode(PRELUDE, 'prelude.js'));
  }

  /** Whether it has all the memory that it can get. */
  get isFull(): boolean {
    return this.machine.isFull;
  }

  /** From now on scripts are stopped once the clock says more. */
  limitTime(usedMs: (enoughMs?: number) => number, limitMs: number): void {
    this.#timedOut = false;
    this.#isOver = () => usedMs(limitMs) > limitMs;
  }

  /** Whether the code can be read; doesn't run it. */
  compile(code: string): void {
    this.#read(this.#context.evalCode(code, SCRIPT_FILE, { compileOnly: true })).dispose();
  }

  /** Runs code; answers what it comes to. */
  evaluate(code: string, file = SCRIPT_FILE): QuickJSHandle {
    return this.#read(this.#context.evalCode(code, file));
  }

  call(callee: QuickJSHandle, ...args: QuickJSHandle[]): QuickJSHandle {
    return this.#read(this.#context.callFunction(callee, this.#context.undefined, ...args));
  }

  /** Calls one of the prelude's functions. */
  callPrelude(name: 'begin' | 'end', ...args: QuickJSHandle[]): QuickJSHandle {
    return this.#context.getProp(this.#prelude, name).consume((callee) => this.call(callee, ...args));
  }

  /** Lets promises go on until none can. */
  settle(): void {
    const jobs = this.runtime.executePendingJobs();
    if (jobs.error) throw this.#stoppedBy(jobs.error);
  }

  isUndefined(handle: QuickJSHandle): boolean {
    return this.#context.typeof(handle) === 'undefined';
  }

  isFunction(handle: QuickJSHandle): boolean {
    return this.#context.typeof(handle) === 'function';
  }

  text(value: string): QuickJSHandle {
    return this.#context.newString(value);
  }

  number(value: number): QuickJSHandle {
    return this.#context.newNumber(value);
  }

  texts(values: readonly string[]): QuickJSHandle {
    const array = this.#context.newArray();
    for (const [index, value] of values.entries())
      this.text(value).consume((handle) => this.#context.setProp(array, index, handle));
    return array;
  }

  get undefined(): QuickJSHandle {
    return this.#context.undefined;
  }

  /** A text of an object that the prelude made; undefined when it has none of that name. */
  textOf(object: QuickJSHandle, name: string): string | undefined {
    return this.#context
      .getProp(object, name)
      .consume((handle) => (this.isUndefined(handle) ? undefined : this.#context.getString(handle)));
  }

  /** The end of this world. */
  close(): void {
    this.#prelude.dispose();
    this.#context.dispose();
    this.runtime.dispose();
  }

  #read(result: ReturnType<QuickJSContext['evalCode']>): QuickJSHandle {
    if (result.error) throw this.#stoppedBy(result.error);
    return result.value;
  }

  #stoppedBy(thrown: QuickJSHandle): ScriptStopped {
    if (this.#timedOut) return new ScriptStopped('timeout', 'it took longer than it may');
    // There may be none left for the words.
    if (this.isFull) return new ScriptStopped('memory', 'it needs more memory than it may have');
    const described = this.#context
      .getProp(this.#prelude, 'describe')
      .consume((describe) => this.#context.callFunction(describe, this.#context.undefined, thrown));
    if (described.error) return new ScriptStopped('error', 'it threw something that cannot be read');
    const words = described.value;
    const [message, name, stack] = ['message', 'name', 'stack'].map((word) => this.textOf(words, word) ?? '');
    const position = this.#context.getProp(words, 'position').consume((handle) => this.#context.getNumber(handle));
    const place = { stack: stack ?? '', position };
    if (name === 'InternalError' && OUT_OF_MEMORY.test(message ?? ''))
      return new ScriptStopped('memory', `it needs more memory than it may have: ${message ?? ''}`, place);
    return new ScriptStopped(
      'error',
      name && name !== 'Error' && name !== 'undefined' ? `${name}: ${message ?? ''}` : (message ?? ''),
      place,
    );
  }
}

const OUT_OF_MEMORY = /^(?:out of memory|stack overflow|string too long)/;

/** The function, in a realm, that makes transformations of JSONata expressions. */
export function loadJsonata(realm: Realm): QuickJSHandle {
  const library = realm.evaluate(librarySource(), 'jsonata.js');
  return library.consume((handle) => realm.evaluate(JSONATA, 'prelude.js').consume((make) => realm.call(make, handle)));
}

let source: string | undefined;

/** The library as a function that gives it, once. */
function librarySource(): string {
  if (source !== undefined) return source;
  const code = readFileSync(fileOf('jsonata/jsonata.min.js'), 'utf8');
  return (source = `(() => { const module = { exports: {} }; const exports = module.exports;\n${code}\nreturn module.exports; })`);
}
