import { afterEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '@postrider/time';
import type { TransformResult } from './script.js';
import { Transformer, type TransformerOptions } from './transformer.js';

/** A thread can't read TypeScript: it gets what `npm test` has built. */
const worker = new URL('../dist/transform-worker.js', import.meta.url);
const LIMITS = { timeMs: 50, memoryBytes: 16 * 1024 * 1024, outputBytes: 262_144 };

describe('the transformer', () => {
  const transformers: Transformer[] = [];
  afterEach(() => Promise.all(transformers.splice(0).map((transformer) => transformer.close())));

  const start = (given: Pick<TransformerOptions, 'waiting' | 'waitMs'>): Transformer => {
    const transformer = new Transformer({ ...LIMITS, ...given, threads: 2, worker }, new SystemClock());
    transformers.push(transformer);
    return transformer;
  };
  const run = (transformer: Transformer, tenant: string, code: string) =>
    transformer.run({
      tenant,
      transform: { language: 'javascript', code },
      event: { id: 'evt_1', type: 'order', timestamp: '2026-01-01T00:00:00.000Z' },
      data: '{"n":1}',
      nowMs: 0,
    });
  /** Has it run again where its thread was kept waiting for as long as a script may take, on a machine that others use. */
  const patiently = async (...given: Parameters<typeof run>): Promise<TransformResult> => {
    for (let tries = 1; ; tries++) {
      const result = await run(...given);
      if (tries === 100 || result.kind !== 'failed' || result.reason !== 'timeout') return result;
    }
  };

  it('runs scripts in threads, and stops those that go on', async () => {
    const transformer = start({ waiting: 100, waitMs: 30_000 });
    expect(await patiently(transformer, 'acme', 'const transform = (e) => ({ body: e.data.n })')).toMatchObject({
      body: '1',
    });
    expect(await run(transformer, 'acme', 'for (;;) {}')).toMatchObject({ reason: 'timeout' });
    expect(await transformer.check('acme', { language: 'jsonata', code: '{' })).toMatchObject({ line: 1 });
  });

  it('lets a tenant have its share while another loops in all it has', async () => {
    // One after another they would take longer than a test may.
    const transformer = start({ waiting: 10_000, waitMs: 600_000 });
    const loud = Array.from({ length: 10_000 }, () => run(transformer, 'loud', 'for (;;) {}'));
    const ended = Promise.allSettled(loud);
    expect(await patiently(transformer, 'quiet', 'const transform = () => ({})')).toMatchObject({
      kind: 'transformed',
    });
    expect(await loud[0]).toMatchObject({ kind: 'failed' });
    await transformer.close();
    await ended;
  });
});
