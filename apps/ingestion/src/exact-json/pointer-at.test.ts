import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pointerAt } from './pointer-at.js';

const MARK = 'here it is';

/** A value with a mark somewhere inside, and the way to it. */
const marked = fc
  .array(
    fc.oneof(
      fc.record({
        name: fc.string({ unit: 'binary' }),
        before: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 })),
      }),
      fc.record({ items: fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 3 }) }),
    ),
    { maxLength: 6 },
  )
  .map((steps) => {
    let value: unknown = MARK;
    const path: string[] = [];
    for (const step of steps.reverse()) {
      value =
        'items' in step
          ? [...step.items, value]
          : Object.fromEntries([...Object.entries(step.before), [step.name, value]]);
      path.unshift('items' in step ? String(step.items.length) : step.name);
    }
    return { value, pointer: path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('') };
  });

describe('the pointer to a byte', () => {
  it('leads to the value that the byte is in', () => {
    fc.assert(
      fc.property(marked, fc.constantFrom(0, 2), ({ value, pointer }, indent) => {
        fc.pre(pointer.length < 500);
        const bytes = Buffer.from(JSON.stringify(value, null, indent));
        expect(pointerAt(bytes, bytes.indexOf(`"${MARK}"`))).toBe(pointer);
      }),
      { numRuns: 500 },
    );
  });

  it('leads nowhere from before, behind or beyond the value', () => {
    expect(pointerAt(Buffer.from('{"a":1} '), 0)).toBe('');
    expect(pointerAt(Buffer.from('{"a":1} '), 8)).toBe('');
    expect(pointerAt(Buffer.from('{"a":1} '), 80)).toBe('');
  });

  it('leads as near as the bytes make sense', () => {
    expect(pointerAt(Buffer.from('}]{"a":[,,"b'), 12)).toBe('/a/2');
    expect(pointerAt(Buffer.from('{"\\x":tru'), 9)).toBe('/\\x');
  });

  it('is cut where a hostile body would make it long', () => {
    const pointer = pointerAt(Buffer.from(`{"${'~'.repeat(100_000)}":1`), 100_004);
    expect(pointer).toMatch(/^\/(~0){255}~…$/);
  });
});
