import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ScriptRunner } from './script-runner.js';

const page = readFileSync(new URL('../../../docs/transformations.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```(jsonata|js)\n([^]*?)```\n(?:[^`]*\n)?\n?```json\n([^]*?)```/g)];
const { data, ...event } = JSON.parse(/```json event\n([^]*?)```/.exec(page)?.[1] ?? '') as {
  id: string;
  type: string;
  timestamp: string;
  data: object;
};

describe('the examples of the documentation', () => {
  const runner = new ScriptRunner({ timeMs: 5000, memoryBytes: 16 * 1024 * 1024, outputBytes: 262_144 });

  it.each(examples.map(([, fence = '', code = '', wanted = '']) => ({ fence, code, wanted })))(
    'come to what is said there: $code',
    async ({ fence, code, wanted }) => {
      const language = fence === 'js' ? 'javascript' : 'jsonata';
      const run = {
        tenant: 'acme',
        transform: { language, code } as const,
        event,
        data: JSON.stringify(data),
        nowMs: 0,
      };
      const { kind: result, durationMs: _, ...rest } = await runner.run(run);
      const shown =
        'reason' in rest
          ? { ...rest, failure: rest.reason, reason: undefined }
          : 'body' in rest
            ? { ...rest, body: JSON.parse(rest.body ?? '') as unknown }
            : rest;
      expect(JSON.parse(JSON.stringify({ result, ...shown }))).toEqual(JSON.parse(wanted) as unknown);
    },
  );

  it('are all there', () => {
    expect(examples).toHaveLength(page.split(/```(?:js|jsonata)\n/).length - 1);
  });
});
