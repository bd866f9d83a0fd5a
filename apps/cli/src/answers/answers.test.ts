import { describe, expect, it } from '@jest/globals';
import { PostriderError } from '@postrider/sdk';
import { Answers } from './answers.js';
import { failureLines } from './failure-lines.js';

function answers(asJson: boolean) {
  const [lines, notes]: [string[], string[]] = [[], []];
  const terminal = { line: (text: string) => void lines.push(text), note: (text: string) => void notes.push(text) };
  return { lines, notes, answers: new Answers(terminal, asJson) };
}

const items = [
  { id: 'ep_1', types: ['a', 'b'], more: { deep: true } },
  { id: 'ep_22', types: [], more: undefined },
];
const columns = {
  id: (item: (typeof items)[number]) => item.id,
  types: (item: (typeof items)[number]) => item.types,
  more: (item: (typeof items)[number]) => item.more,
};

describe('answers', () => {
  it('are tables and lines for people', () => {
    const { lines, notes, answers: said } = answers(false);
    said.list(items, columns, 'none');
    said.list([], columns, 'none');
    said.one({ id: 'ep_1', empty: undefined, types: ['a', 'b'] });
    expect(lines).toEqual(['ID     TYPES  MORE', 'ep_1   a, b   {"deep":true}', 'ep_22', 'id     ep_1', 'types  a, b']);
    expect(notes).toEqual(['none']);
  });

  it('are JSON for programs: an object for one thing, one a line for a list, nothing for an empty one', () => {
    const { lines, notes, answers: said } = answers(true);
    said.list(items, columns, 'none');
    said.list([], columns, 'none');
    said.one({ id: 'ep_1' }, () => ['never']);
    said.json('{"a":1.0}', () => ['never']);
    expect(lines).toEqual([JSON.stringify(items[0]), JSON.stringify(items[1]), '{"id":"ep_1"}', '{"a":1.0}']);
    expect(notes).toEqual([]);
  });

  it('never hand a terminal what it would obey', () => {
    const { lines, answers: said } = answers(false);
    const evil = '\u001b[2Jgone\nnext\u202e';
    said.one({ evil });
    said.list([{ evil }], { evil: (item) => item.evil }, '');
    said.item({ evil }, () => evil);
    for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(lines.join()).toContain('\\u001b[2Jgone');
  });

  it('cut what is long in a table, and nothing elsewhere', () => {
    const { lines, answers: said } = answers(false);
    const long = 'x'.repeat(200);
    said.list([{ long }], { long: (item) => item.long }, '');
    said.one({ long });
    expect(lines[1]).toHaveLength(60);
    expect(lines[2]).toBe(`long  ${long}`);
  });
});

describe('a failure', () => {
  const problem = {
    type: 'urn:postrider:problem:schema_mismatch',
    title: 'The data does not fit.',
    status: 422,
    code: 'schema_mismatch' as const,
    detail: 'The data does not fit the schema of order.created.',
    errors: [
      { path: '/data/total', message: 'must be number' },
      { path: '', message: 'is odd' },
    ],
  };

  it('is told with its code, its places and what to do', () => {
    expect(failureLines(new PostriderError(422, problem))).toEqual([
      'schema_mismatch (422): The data does not fit the schema of order.created.',
      '  /data/total: must be number',
      '  the body: is odd',
      'The data does not fit.',
    ]);
    const unauthorized = { ...problem, code: 'unauthorized' as const, errors: undefined, title: 'x', detail: 'x' };
    expect(failureLines(new PostriderError(401, unauthorized))).toEqual([
      'unauthorized (401): x',
      expect.stringContaining('POSTRIDER_API_KEY'),
    ]);
  });

  it('of something else than Postrider says so', () => {
    expect(failureLines(new PostriderError(502, undefined)).join()).toContain('isn');
  });
});
