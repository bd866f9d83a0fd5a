import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { EVENT_MEMBERS, FilteredEvent, type EventMetadata } from './filtered-event.js';
import { isObject, readJson, type ExactJson, type ExactObject } from './exact-json.js';
import { compileFilter } from './filter.js';
import { logicalOperators, valueOperators } from './operators.js';

const reference = await readFile(new URL('../../../docs/filters.md', import.meta.url), 'utf8');

/** The JSON blocks of the reference: a filter, an event, and whether it matches. */
const examples = [...reference.matchAll(/```json\n([^]*?)```/g)].map(
  ([, text = ''], index) => [index + 1, text] as const,
);

function objectOf(value: ExactJson | undefined): ExactObject {
  if (value === undefined || !isObject(value)) throw new Error('an example is incomplete');
  return value;
}

describe('the reference of the filter language', () => {
  it('has examples', () => expect(examples.length).toBeGreaterThan(12));

  it.each(examples)('is right in example %i', (_, text) => {
    const example = readJson(text);
    if (example.kind === 'unreadable') throw new Error('an example is no JSON');
    const { filter, event, matches } = objectOf(example.value);
    const compiled = compileFilter(objectOf(filter));
    if (compiled.kind === 'refused') throw new Error(JSON.stringify(compiled.faults));
    const { data = null, ...metadata } = objectOf(event);
    const given = { id: 'evt_1', timestamp: '2026-03-01T00:00:00.000Z', ...metadata } as unknown as EventMetadata;
    const filtered = new FilteredEvent(given, { kind: 'json', value: data });
    expect(compiled.verdict(filtered)).toBe(matches === true ? 'matches' : 'differs');
  });

  it('names every operator, and every name of an event', () => {
    for (const name of [...valueOperators.keys(), ...logicalOperators, ...EVENT_MEMBERS, '$number'])
      expect(reference).toContain(`\`${name}\``);
  });
});
