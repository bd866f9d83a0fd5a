import { describe, expect, it } from '@jest/globals';
import type { Transform } from '@postrider/schemas';
import fc from 'fast-check';
import { ScriptRunner } from './script-runner.js';
import type { ScriptLimits, ScriptRun } from './script.js';

/** Far more time than any of these scripts needs, on a machine that is busy: what isn't about time mustn't fail by it. */
const LIMITS: ScriptLimits = { timeMs: 60_000, memoryBytes: 16 * 1024 * 1024, outputBytes: 256 * 1024 };
const DATA = '{"order":12345678901234567890,"amount":1.5,"lines":[{"sku":"a","qty":2},{"sku":"b","qty":3}]}';

const runner = new ScriptRunner(LIMITS);
const hurried = new ScriptRunner({ ...LIMITS, timeMs: 100 });

const runOf = (language: Transform['language'], code: string, data = DATA, tenant = 'acme'): ScriptRun => ({
  tenant,
  transform: { language, code },
  event: { id: 'evt_1', type: 'order.created', timestamp: '2026-01-02T03:04:05.678Z', orderingKey: 'k' },
  data,
  nowMs: Date.parse('2026-01-02T03:04:06.000Z'),
});
const javascript = (code: string, data?: string) => runner.run(runOf('javascript', code, data));
const jsonata = (code: string, data?: string) => runner.run(runOf('jsonata', code, data));
const returning = (expression: string) => javascript(`function transform(event) { return ${expression}; }`);

describe('a transformation', () => {
  it('in JavaScript makes body, headers and path of the event', async () => {
    const code = `const transform = ({ type, data, orderingKey }) => ({
      body: { kind: type, skus: data.lines.map(({ sku }) => sku) }, headers: { 'x-key': orderingKey }, path: '/orders/' + data.order });`;
    expect(await javascript(code)).toEqual({
      kind: 'transformed',
      body: '{"kind":"order.created","skus":["a","b"]}',
      headers: { 'x-key': 'k' },
      path: 'orders/12345678901234567890',
      durationMs: expect.any(Number),
    });
  });

  it('in JSONata does the same', async () => {
    const code = `{ "body": { "kind": type, "skus": data.lines.sku, "qty": $sum(data.lines.qty), "order": data.order },
      "headers": { "x-key": orderingKey, "x-order": data.order }, "path": "orders/" & data.order }`;
    expect(await jsonata(code)).toMatchObject({
      body: '{"kind":"order.created","skus":["a","b"],"qty":5,"order":12345678901234567890}',
      headers: { 'x-key': 'k', 'x-order': '12345678901234567890' },
      path: 'orders/12345678901234567890',
    });
  });

  it('leaves what it does not give as it was, and drops on request', async () => {
    expect(await returning('{}')).toEqual({ kind: 'transformed', durationMs: expect.any(Number) });
    expect(await jsonata('{ "drop": data.amount > 1 }')).toMatchObject({ kind: 'dropped' });
    expect(await returning('{ drop: false }')).toMatchObject({ kind: 'transformed' });
  });

  it('keeps numbers exact that it passes on, and reckons with them as doubles', async () => {
    const code =
      'function transform({ data }) { return { body: { whole: data, same: data.order, more: data.order > 1e19, text: `${data.order}` } }; }';
    expect(await javascript(code)).toMatchObject({
      body: `{"whole":${DATA},"same":12345678901234567890,"more":true,"text":"12345678901234567890"}`,
    });
  });

  it('gives any data back by value as it was', async () => {
    const value = fc.jsonValue().map((json) => JSON.stringify(json));
    await fc.assert(
      fc.asyncProperty(
        value,
        fc.constantFrom<Transform['language']>('javascript', 'jsonata'),
        async (data, language) => {
          const code =
            language === 'javascript'
              ? 'const transform = (e) => ({ body: { d: e.data } })'
              : '{ "body": { "d": data } }';
          const result = await runner.run(runOf(language, code, data));
          expect(result.kind).toBe('transformed');
          // JSONata takes an array of one value for that value, and leaves out empty ones: only JavaScript is an identity.
          if (language === 'javascript')
            expect(result).toMatchObject({ body: `{"d":${JSON.stringify(JSON.parse(data))}}` });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('comes to the same however often it runs: its clock is that of the event, and so is chance', async () => {
    const code =
      'function transform() { return { body: [Date.now(), new Date().toISOString(), new Date(5).getTime(), Date(), Math.random(), new Date() instanceof Date] }; }';
    const [one, other] = [await javascript(code), await javascript(code)];
    expect(one).toMatchObject({
      body: expect.stringMatching(/^\[1767323046000,"2026-01-02T03:04:06.000Z",5,"[^"]+",0\.\d+,true\]$/),
    });
    expect({ ...other, durationMs: 0 }).toEqual({ ...one, durationMs: 0 });
    expect(await jsonata('{ "body": $now() }')).toMatchObject({ body: '"2026-01-02T03:04:06.000Z"' });
  });

  it('may wait for promises, but not for what never comes', async () => {
    expect(await javascript('async function transform(e) { await null; return { body: e.type }; }')).toMatchObject({
      body: '"order.created"',
    });
    expect(await javascript('const transform = () => ({ then(done) { done({ body: 1 }); } })')).toMatchObject({
      body: '1',
    });
    expect(await javascript('const transform = () => new Promise(() => {})')).toMatchObject({ reason: 'error' });
  });

  it('is told where it failed', async () => {
    expect(await javascript('function transform(event) {\n  return event.data.missing.name;\n}')).toMatchObject({
      reason: 'error',
      message: expect.stringContaining('TypeError'),
      line: 2,
    });
    expect(await jsonata('{\n "body":\n  $number("x") }')).toMatchObject({
      reason: 'error',
      message: expect.stringContaining('number'),
      line: 3,
    });
    expect(
      await runner.check('acme', { language: 'javascript', code: 'function transform() {\n  return {;\n}' }),
    ).toMatchObject({ line: 2 });
    expect(await runner.check('acme', { language: 'jsonata', code: '{\n "a": 1,\n "b" }' })).toMatchObject({ line: 3 });
    expect(await runner.check('acme', { language: 'javascript', code: 'while (true) {}' })).toBeUndefined();
    expect(await javascript('const other = 1;')).toMatchObject({
      reason: 'error',
      message: expect.stringContaining('transform(event)'),
    });
  });

  it.each([
    ['1'],
    ['undefined'],
    ['[]'],
    ['"text"'],
    ['{ bodies: 1 }'],
    ['{ drop: 1 }'],
    ['{ body: () => 1 }'],
    ['{ headers: { "webhook-id": "x" } }'],
    ['{ headers: { Host: "x" } }'],
    ['{ headers: { "content-length": "1" } }'],
    ['{ headers: { "x-a": "a\\r\\nb: c" } }'],
    ['{ headers: { "x-a": 1 } }'],
    ['{ headers: [1] }'],
    ['{ path: "../up" }'],
    ['{ path: "a/%2e%2e/b" }'],
    ['{ path: 5 }'],
    ['{ body: "x".repeat(300000) }'],
    ['{ headers: { a: "x".repeat(2e6) } }'],
  ])('that returns %s has no output that could be sent', async (expression) => {
    expect(await returning(expression)).toMatchObject({ kind: 'failed', reason: 'output' });
  });
});

describe('a hostile script', () => {
  it.each([
    ['javascript', 'function transform() { while (true) {} }'],
    ['javascript', 'while (true) {}'],
    [
      'javascript',
      'function transform() { try { while (true) {} } catch { while (true) {} } finally { while (true) {} } }',
    ],
    ['javascript', 'const transform = async () => { for (;;) await null; }'],
    ['javascript', 'const transform = () => /^(a+)+$/.test("a".repeat(50) + "b")'],
    ['javascript', 'const transform = () => ({ get body() { for (;;); } })'],
    ['javascript', 'const transform = () => { throw { get message() { for (;;); } }; }'],
    ['jsonata', '($f := function($x) { $f($x + 1) }; $f(0))'],
    ['jsonata', '$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", /^(a+)+$/)'],
  ] as const)('that goes on for ever is stopped: %s %s', async (language, code) => {
    expect(await hurried.run(runOf(language, code))).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/timeout|error/),
    });
    const harmless = runOf(language, language === 'jsonata' ? '{}' : 'const transform = () => ({})');
    let next = await hurried.run(harmless);
    // Which takes longer than it may, too, while the machine has others to serve.
    for (let tries = 1; tries < 100 && next.kind === 'failed' && next.reason === 'timeout'; tries++)
      next = await hurried.run(harmless);
    expect(next).toMatchObject({ kind: 'transformed' });
  });

  it.each([
    ['javascript', 'const transform = () => "x".repeat(1e9)'],
    ['javascript', 'const transform = () => { const all = []; for (;;) all.push("x".repeat(1e5) + all.length); }'],
    ['javascript', 'const transform = () => new ArrayBuffer(64 * 1024 * 1024)'],
    ['javascript', 'const transform = () => transform() + 1'],
    [
      'javascript',
      'const transform = () => { let deep = []; for (let i = 0; i < 1e5; i++) deep = [deep]; return { body: deep }; }',
    ],
    ['javascript', 'const transform = () => JSON.parse("[".repeat(1e6))'],
    ['jsonata', '{ "body": $join([1..9000000].$string($)) }'],
    ['jsonata', '($f := function($x) { 1 + $f($x) }; $f(0))'],
  ] as const)('that takes all memory is stopped: %s %s', async (language, code) => {
    expect(await runner.run(runOf(language, code))).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/memory|error/),
    });
    expect(
      await runner.run(runOf(language, language === 'jsonata' ? '{}' : 'const transform = () => ({})')),
    ).toMatchObject({ kind: 'transformed' });
  });

  it('that came through with all memory is not held against the next', async () => {
    const large = 'const transform = () => ({ body: new Uint8Array(14 * 1024 * 1024).length })';
    expect(await javascript(large)).toMatchObject({ body: '14680064' });
    expect(await javascript('const transform = () => { throw new Error("mine"); }')).toMatchObject({ reason: 'error' });
  });

  it('finds nothing that leads out', async () => {
    const names = [
      'require',
      'process',
      'fetch',
      'setTimeout',
      'std',
      'os',
      'console',
      'performance',
      'WebAssembly',
      'Worker',
      'XMLHttpRequest',
      'SharedArrayBuffer',
    ];
    const code = `const transform = () => ({ body: [${names.map((name) => `typeof ${name}`).join(',')}] })`;
    expect(await javascript(code)).toMatchObject({
      body: JSON.stringify(
        names
          .map((name) => (name === 'SharedArrayBuffer' ? expect.anything() : 'undefined'))
          .map((type) => (typeof type === 'string' ? type : 'function')),
      ),
    });
    expect(await javascript('const transform = () => import("node:fs")')).toMatchObject({
      kind: 'failed',
      reason: 'error',
    });
    expect(await javascript('import fs from "node:fs"; const transform = () => ({})')).toMatchObject({
      kind: 'failed',
      reason: 'error',
    });
    expect(
      await returning('{ body: (0, eval)("typeof globalThis.constructor.constructor(\'return process\')") }'),
    ).toMatchObject({ body: '"function"' });
    expect(await returning('{ body: Function("return typeof process")() }')).toMatchObject({ body: '"undefined"' });
  });

  it('changes nothing for those after it', async () => {
    const spoil = `Object.prototype.body = 'spoiled'; Array.prototype.toJSON = () => 'spoiled'; JSON.stringify = () => 'spoiled'; Date = undefined;
      Promise.prototype.then = () => {}; globalThis.transform = () => ({ body: 'spoiled' }); Function.prototype.call = () => 'spoiled';
      Object.defineProperty(Object.prototype, 'headers', { get: () => ({ host: 'x' }) });`;
    await javascript(`${spoil} function transform() { return {}; }`);
    expect(await javascript('const transform = (e) => ({ body: [e.type] })')).toMatchObject({
      body: '["order.created"]',
    });
    await jsonata(
      '( $x := {"__proto__": {"body": 1}, "constructor": {"prototype": {"body": 2}}}; $ ~> |$|{"__proto__": {"body": 3}}|; {} )',
    );
    expect(await jsonata('{}')).toEqual({ kind: 'transformed', durationMs: expect.any(Number) });
  });
});
