import { describe, expect, it } from '@jest/globals';
import { SchemaCheckCache } from './schema-check-cache.js';
import { compileSchema } from './schema-check.js';

describe('the cache of schema checks', () => {
  const counted = (capacity: number) => {
    const compiled: unknown[] = [];
    const cache = new SchemaCheckCache(capacity, (schema) => {
      compiled.push(schema);
      return compileSchema(schema);
    });
    return { cache, compiled };
  };

  it('compiles a schema once for each version of a type', () => {
    const { cache, compiled } = counted(10);
    const schema = { type: 'string' };
    expect(cache.of('a', 1, schema)).toBe(cache.of('a', 1, schema));
    cache.of('a', 2, schema);
    cache.of('a', 3, schema);
    expect(compiled).toHaveLength(3);
  });

  it('compiles anew when the type was put again with another schema', () => {
    const { cache } = counted(10);
    cache.of('a', 1, { type: 'string' });
    const check = cache.of('a', 1, { type: 'integer' });
    expect(check.kind === 'compiled' && check.check(1)).toEqual([]);
  });

  it('keeps a refusal as well', () => {
    const { cache, compiled } = counted(10);
    const schema = { type: 'nonsense' };
    expect(cache.of('a', 1, schema).kind).toBe('refused');
    cache.of('a', 1, schema);
    expect(compiled).toHaveLength(1);
  });

  it('forgets what was asked for the longest ago, and holds no more than its capacity', () => {
    const { cache, compiled } = counted(2);
    const schemas = [{ minLength: 1 }, { minLength: 2 }, { minLength: 3 }];
    cache.of('a', 1, schemas[0]);
    cache.of('b', 1, schemas[1]);
    cache.of('a', 1, schemas[0]);
    cache.of('c', 1, schemas[2]);
    compiled.length = 0;
    cache.of('a', 1, schemas[0]);
    expect(compiled).toEqual([]);
    cache.of('b', 1, schemas[1]);
    expect(compiled).toEqual([schemas[1]]);
  });
});
