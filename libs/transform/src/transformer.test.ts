import { afterAll, describe, expect, it } from '@jest/globals';
import { SystemClock } from '@postrider/time';
import { Transformer } from './transformer.js';

/** A thread can't read TypeScript: it gets what `npm test` has built. */
const worker = new URL('../dist/transform-worker.js', import.meta.url);
const LIMITS = { timeMs: 50, memoryBytes: 16 * 1024 * 1024, outputBytes: 262_144, waiting: 100, waitMs: 30_000 };

describe('the transformer', () => {
  const transformer = new Transformer({ ...LIMITS, threads: 2, worker }, new SystemClock());
  afterAll(() => transformer.close());

  const run = (tenant: string, code: string) =>
    transformer.run({
      tenant,
      transform: { language: 'javascript', code },
      event: { id: 'evt_1', type: 'order', timestamp: '2026-01-01T00:00:00.000Z' },
      data: '{"n":1}',
      nowMs: 0,
    });

  it('runs scripts in threads, and stops those that go on', async () => {
    expect(await run('acme', 'const transform = (e) => ({ body: e.data.n })')).toMatchObject({ body: '1' });
    expect(await run('acme', 'for (;;) {}')).toMatchObject({ reason: 'timeout' });
    expect(await transformer.check('acme', { language: 'jsonata', code: '{' })).toMatchObject({ line: 1 });
  });

  it('lets a tenant have its share while another loops in all it has', async () => {
    const loud = Promise.all(Array.from({ length: 12 }, () => run('loud', 'for (;;) {}')));
    let over = false;
    void loud.then(() => (over = true));
    expect(await run('quiet', 'const transform = () => ({})')).toMatchObject({ kind: 'transformed' });
    expect(over).toBe(false);
    expect(new Set((await loud).map(({ kind }) => kind))).toEqual(new Set(['failed']));
  });
});
