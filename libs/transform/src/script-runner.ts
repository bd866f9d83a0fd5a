import { createHash } from 'node:crypto';
import type { Transform } from '@postrider/schemas';
import type { QuickJSHandle } from 'quickjs-emscripten-core';
import { hideNumbers, type HiddenNumbers } from './exact-numbers.js';
import { readOutput } from './read-output.js';
import { startRunClock } from './run-clock.js';
import { loadJsonata, Machine, SCRIPT_FILE, ScriptStopped, type Realm } from './sandbox.js';
import type { ScriptFault, ScriptLimits, ScriptRun, TransformResult } from './script.js';
import { webAssembly } from './web-assembly.js';

/** Tenants whose JSONata is kept ready, in up to 22 MiB each: loading the library takes some ten milliseconds. */
const MAX_KEPT = 4;
/** Expressions that are kept ready for one tenant, and runs until its world is made anew: what it leaks goes with it. */
const MAX_EXPRESSIONS = 32;
const MAX_RUNS = 10_000;
const MAX_MESSAGE_LENGTH = 500;

/** What a new machine runs before a script does: the first run, for which code is still compiled, takes ten times as long. */
const WARM_UP: ScriptRun = {
  tenant: '',
  transform: { language: 'jsonata', code: '' },
  event: { id: 'evt_0', type: 'none', timestamp: '1970-01-01T00:00:00.000Z' },
  data: '{}',
  nowMs: 0,
};

interface JsonataWorld {
  readonly realm: Realm;
  readonly compile: QuickJSHandle;
  readonly expressions: Map<string, QuickJSHandle>;
  runs: number;
}

/**
 * Runs scripts, one after another, in one thread. JavaScript gets a new world for every run; JSONata, which has no way to
 * change its own, one for each tenant. Nothing that a script does gets out of it, and nothing of one tenant to another.
 * What failed is never cleaned up, but left behind with the machine that it ran on.
 */
export class ScriptRunner {
  #javascript: Machine | undefined;
  readonly #jsonata = new Map<string, JsonataWorld>();

  constructor(private readonly limits: ScriptLimits) {}

  /** Never rejects for what a script does. */
  async run(run: ScriptRun): Promise<TransformResult> {
    const { transform } = run;
    let usedMs: (enoughMs?: number) => number = () => 0;
    try {
      if (transform.language === 'jsonata') {
        const { realm, compile, expressions } = await this.#worldOf(run.tenant);
        realm.limitTime((usedMs = startRunClock()), this.limits.timeMs);
        const expression = expressionOf(realm, compile, expressions, transform.code);
        return this.#call(realm, expression, run, usedMs);
      }
      const realm = (await this.#machine()).realm();
      realm.limitTime((usedMs = startRunClock()), this.limits.timeMs);
      const callable = functionOf(realm, transform.code);
      const result = this.#call(realm, callable, run, usedMs);
      callable.dispose();
      realm.close();
      return result;
    } catch (error) {
      this.#leave(transform, run.tenant);
      return { kind: 'failed', ...whyStopped(error, transform), durationMs: usedMs() };
    }
  }

  /** What is wrong with a script, as far as that shows without running it. */
  async check(tenant: string, transform: Transform): Promise<ScriptFault | undefined> {
    try {
      if (transform.language === 'jsonata') {
        const { realm, compile, expressions } = await this.#worldOf(tenant);
        realm.limitTime(startRunClock(), this.limits.timeMs);
        expressionOf(realm, compile, expressions, transform.code);
      } else {
        const realm = (await this.#machine()).realm();
        realm.limitTime(startRunClock(), this.limits.timeMs);
        realm.compile(transform.code);
        realm.close();
      }
      return undefined;
    } catch (error) {
      this.#leave(transform, tenant);
      const { message, line } = whyStopped(error, transform);
      return { message, ...(line !== undefined && { line }) };
    }
  }

  #call(realm: Realm, callable: QuickJSHandle, run: ScriptRun, usedMs: () => number): TransformResult {
    const numbers = hideNumbers(run.data);
    begin(realm, callable, run, numbers);
    realm.settle();
    return realm.callPrelude('end').consume((end) => resultOf(realm, end, numbers, this.limits.outputBytes, usedMs()));
  }

  async #machine(): Promise<Machine> {
    // Its memory never gets less: of one that has all, nobody could tell whether the next script needs too much.
    if (this.#javascript && !this.#javascript.isFull) return this.#javascript;
    const machine = await Machine.create(this.limits.memoryBytes);
    const realm = machine.realm();
    functionOf(realm, 'const transform = (event) => ({ body: event });').consume((callable) =>
      this.#call(realm, callable, WARM_UP, startRunClock()),
    );
    realm.close();
    return (this.#javascript = machine);
  }

  #leave({ language }: Transform, tenant: string): void {
    if (language === 'jsonata') this.#jsonata.delete(tenant);
    else this.#javascript = undefined;
  }

  async #worldOf(tenant: string): Promise<JsonataWorld> {
    const known = this.#jsonata.get(tenant);
    // To the end of the line: the first is the one that was used longest ago.
    this.#jsonata.delete(tenant);
    if (known && !known.realm.isFull && known.runs < MAX_RUNS && known.expressions.size <= MAX_EXPRESSIONS) {
      known.runs += 1;
      this.#jsonata.set(tenant, known);
      return known;
    }
    const [oldest] = this.#jsonata.keys();
    if (oldest !== undefined && this.#jsonata.size >= MAX_KEPT) this.#jsonata.delete(oldest);
    const realm = (await Machine.create(this.limits.memoryBytes)).realm();
    const world = { realm, compile: loadJsonata(realm), expressions: new Map<string, QuickJSHandle>(), runs: 1 };
    this.#call(realm, expressionOf(realm, world.compile, world.expressions, '{ "body": $ }'), WARM_UP, startRunClock());
    this.#jsonata.set(tenant, world);
    return world;
  }
}

/** Why a script came to no result; what isn't its fault is thrown on. */
function whyStopped(error: unknown, transform: Transform): ScriptFault & { readonly reason: ScriptStopped['why'] } {
  if (error instanceof ScriptStopped) {
    const { why: reason, message, place } = error;
    const line = lineOf(transform, place);
    return {
      reason,
      message: message.slice(0, MAX_MESSAGE_LENGTH) || 'it threw nothing',
      ...(line !== undefined && { line }),
    };
  }
  // This thread's stack ended before QuickJS found that its own had, or WebAssembly found something amiss.
  if (error instanceof RangeError || error instanceof webAssembly.RuntimeError)
    return { reason: 'memory', message: 'it goes deeper than it may' };
  throw error;
}

function functionOf(realm: Realm, code: string): QuickJSHandle {
  realm.evaluate(code).dispose();
  const callable = realm.evaluate(`typeof transform === 'function' ? transform : undefined`, 'prelude.js');
  if (realm.isFunction(callable)) return callable;
  throw new ScriptStopped('error', 'it defines no function transform(event)');
}

function expressionOf(
  realm: Realm,
  compile: QuickJSHandle,
  expressions: Map<string, QuickJSHandle>,
  code: string,
): QuickJSHandle {
  const known = expressions.get(code);
  if (known) return known;
  const expression = realm.text(code).consume((handle) => realm.call(compile, handle));
  expressions.set(code, expression);
  return expression;
}

function begin(realm: Realm, callable: QuickJSHandle, run: ScriptRun, numbers: HiddenNumbers): void {
  const { event, nowMs, transform } = run;
  const head = JSON.stringify(event).slice(0, -1);
  // JSONata knows numbers and text, and no objects that are either: there the places stay text.
  const marked = transform.language === 'javascript' && numbers.mark !== undefined;
  const args = [
    realm.text(`${head},"data":${numbers.json}}`),
    realm.number(nowMs),
    realm.number(createHash('sha256').update(event.id).digest().readInt32LE()),
    marked ? realm.text(numbers.mark ?? '') : realm.undefined,
    realm.texts(marked ? numbers.literals : []),
  ];
  realm.callPrelude('begin', callable, ...args).dispose();
  for (const arg of args) arg.dispose();
}

function resultOf(
  realm: Realm,
  end: QuickJSHandle,
  numbers: HiddenNumbers,
  maxBytes: number,
  durationMs: number,
): TransformResult {
  if (realm.isUndefined(end))
    return { kind: 'failed', reason: 'error', message: 'it returned a promise that nothing fulfils', durationMs };
  const message = realm.textOf(end, 'fault');
  if (message !== undefined)
    return { kind: 'failed', reason: 'output', message: message.slice(0, MAX_MESSAGE_LENGTH), durationMs };
  const rest = realm.textOf(end, 'rest');
  if (rest === undefined) return { kind: 'dropped', durationMs };
  return readOutput({ body: realm.textOf(end, 'body'), rest }, numbers, maxBytes, durationMs);
}

function lineOf({ code }: Transform, { stack, position }: ScriptStopped['place']): number | undefined {
  if (position >= 0) return code.slice(0, position).split('\n').length;
  const [, line] = new RegExp(`${SCRIPT_FILE.replace('.', '\\.')}:(\\d+)`).exec(stack) ?? [];
  return line === undefined ? undefined : Number(line);
}
