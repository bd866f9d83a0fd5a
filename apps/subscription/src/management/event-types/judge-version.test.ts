import { describe, expect, it } from '@jest/globals';
import type { EventTypeStanding, EventTypeWrite } from '@postrider/persistence';
import { judgeVersion } from './judge-version.js';

const AT = new Date('2026-03-01T12:00:00.000Z');
type Schema = EventTypeWrite['schema'];

const typed = (type: string): Schema => ({ properties: { a: { type } } });
const write = (version: number, schema: Schema): EventTypeWrite => ({ id: 'order', version, schema, example: null });

const standing = (compatibility: 'none' | 'warn' | 'strict', schemas: Record<number, Schema>): EventTypeStanding => ({
  type: {
    id: 'order',
    description: null,
    deprecated: false,
    archived: false,
    compatibility,
    redact: null,
    createdAt: AT,
    updatedAt: AT,
  },
  versions: Object.entries(schemas).map(([version, schema]) => ({
    type: 'order',
    version: Number(version),
    description: null,
    schema,
    example: null,
    deprecated: false,
    archived: false,
    createdAt: AT,
    updatedAt: AT,
  })),
});

describe('a version that is put', () => {
  const there = { 1: typed('number'), 5: typed('string') };

  it('is held against the version before it, and against what it was itself', () => {
    const against = (version: number, schema: Schema) =>
      judgeVersion(write(version, schema), standing('warn', there)).breaks.map((each) => each.against);
    expect(against(3, typed('integer'))).toEqual([1]);
    expect(against(5, typed('integer'))).toEqual([1, 5]);
    expect(against(5, typed('string'))).toEqual([1]);
    expect(against(6, typed('number'))).toEqual([5]);
    expect(against(1, typed('string'))).toEqual([1]);
    expect(against(1, typed('number'))).toEqual([]);
  });

  it('is refused for what breaks where its type is strict, or is said to be, and not looked at where it’s neither', () => {
    const narrower = write(2, typed('string'));
    expect(judgeVersion(narrower, standing('strict', there))).toMatchObject({ refused: true, breaks: [{}] });
    expect(judgeVersion(narrower, standing('none', there))).toEqual({ refused: false, breaks: [] });
    const type = { description: null, deprecated: false, compatibility: 'strict' as const, redact: null };
    expect(judgeVersion({ ...narrower, version: 1, type }, standing('none', there))).toMatchObject({ refused: true });
    expect(judgeVersion({ ...narrower, version: 1, type }, undefined)).toEqual({ refused: false, breaks: [] });
  });

  it('is one of a hundred at most, whose schemas fit into a record together', () => {
    const hundred = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [index + 1, null]));
    expect(judgeVersion(write(101, null), standing('warn', hundred)).limit).toContain('100 versions');
    expect(judgeVersion(write(100, null), standing('warn', hundred)).refused).toBe(false);
    const large = (bytes: number): Schema => ({ description: 'x'.repeat(bytes) });
    const eight = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [index + 1, large(60_000)]));
    expect(judgeVersion(write(9, large(60_000)), standing('none', eight)).limit).toContain('524288 are allowed');
    expect(judgeVersion(write(8, large(60_000)), standing('none', eight)).refused).toBe(false);
  });
});
