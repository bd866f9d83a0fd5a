import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { faultMessage } from './fault-messages.js';

const schema = z.object({
  text: z.string().min(1).max(3).optional(),
  count: z.int().min(1).max(250).optional(),
  share: z.number().gt(0).lt(1).optional(),
  list: z.array(z.boolean()).max(1).optional(),
  nested: z.object({}).optional(),
  names: z.record(z.string(), z.string()).optional(),
  status: z.enum(['pending', 'dead']).optional(),
  version: z.literal(1).optional(),
  own: z.string({ error: 'is a name' }).optional(),
  mail: z.email().optional(),
});

const saysOf = (given: object): readonly string[] =>
  schema.safeParse(given, { error: faultMessage }).error?.issues.map(({ message }) => message) ?? [];

describe('what is said of a fault', () => {
  it.each([
    [{ text: 1 }, 'must be a text'],
    [{ text: '' }, 'must have at least 1 character'],
    [{ text: 'long' }, 'must have at most 3 characters'],
    [{ count: 'x' }, 'must be a number'],
    [{ count: 0.5 }, 'must be a whole number'],
    [{ count: 1000 }, 'must be at most 250'],
    [{ share: 0 }, 'must be more than 0'],
    [{ share: 1 }, 'must be less than 1'],
    [{ list: {} }, 'must be a list'],
    [{ list: ['x'] }, 'must be true or false'],
    [{ list: [true, true] }, 'must have at most 1 item'],
    [{ nested: [] }, 'must be an object'],
    [{ names: null }, 'must be an object'],
    [{ status: 'failed' }, 'must be one of pending, dead'],
    [{ version: 2 }, 'must be 1'],
  ])('is what must be there: %j', (given, says) => {
    expect(saysOf(given)).toEqual([says]);
  });

  it('is that something is missing', () => {
    const missing = z.object({ url: z.string(), status: z.enum(['a', 'b']) }).safeParse({}, { error: faultMessage });
    expect(missing.error?.issues.map(({ message }) => message)).toEqual([
      'is missing: it must be a text',
      'is missing: it must be one of a, b',
    ]);
  });

  it('is what the schema itself says, or zod where there is nothing better', () => {
    expect(saysOf({ own: 1 })).toEqual(['is a name']);
    expect(saysOf({ mail: 'x' })).toEqual(['Invalid email address']);
  });
});
