import { expect } from '@jest/globals';

const TIME = String.raw`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z`;
const TOKENS = new RegExp(String.raw`(…)|(${TIME})|[.*+?^\${}()|[\]\\]`, 'g');

/**
 * What an answer has to be that a page shows: objects may have more members than are shown, lists may not have more items;
 * `…` stands for anything, and a time for any time.
 */
export function shownAs(shown: unknown): unknown {
  if (typeof shown === 'string') return expect.stringMatching(patternOf(shown));
  if (Array.isArray(shown)) return shown.map(shownAs);
  if (typeof shown !== 'object' || shown === null) return shown;
  return expect.objectContaining(
    Object.fromEntries(Object.entries(shown).map(([name, value]) => [name, shownAs(value)])),
  );
}

/** A text as a page shows it. */
export function patternOf(shown: string): RegExp {
  const pattern = shown.replace(TOKENS, (token, anything?: string, time?: string) => {
    if (anything !== undefined) return '.+';
    return time === undefined ? `\\${token}` : TIME;
  });
  return new RegExp(`^${pattern}$`);
}
