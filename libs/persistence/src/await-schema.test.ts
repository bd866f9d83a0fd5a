import { describe, expect, it } from '@jest/globals';
import { awaitSchema, type SchemaAnswer } from './await-schema.js';

const away: SchemaAnswer = { kind: 'away', error: new Error('nobody there') };
const old: SchemaAnswer = { kind: 'lacks', migrations: ['CreateSchema'] };
const present: SchemaAnswer = { kind: 'lacks', migrations: [] };

/** Waits for a database that gives these answers one after another, and says how many it took. */
async function waitedFor(answers: readonly SchemaAnswer[]): Promise<{ end: string; asked: number }> {
  let asked = 0;
  const ask = (): Promise<SchemaAnswer> => Promise.resolve(answers[asked++] ?? present);
  const end = await awaitSchema({ ask, pause: () => Promise.resolve(), tries: 3, told: () => undefined });
  return { end, asked };
}

describe('waiting for the schema', () => {
  it('ends at once where it is there', async () => {
    expect(await waitedFor([present])).toEqual({ end: 'present', asked: 1 });
  });

  it('goes on for as long as a database answers that it lacks some of it', async () => {
    expect(await waitedFor([old, old, old, old, old, present])).toEqual({ end: 'present', asked: 6 });
  });

  it('holds up nobody where the database is away', async () => {
    expect(await waitedFor([away, away, away])).toEqual({ end: 'away', asked: 3 });
    expect(await waitedFor([away, away, old, away, away, present])).toEqual({ end: 'present', asked: 6 });
  });
});
