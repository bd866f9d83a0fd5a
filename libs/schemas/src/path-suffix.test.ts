import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PathSuffix, withPathSuffix } from './path-suffix.js';

const parsed = (path: string): string | undefined => {
  const result = PathSuffix.safeParse(path);
  return result.success ? result.data : undefined;
};

describe('a path suffix', () => {
  it.each([
    ['orders/7', 'https://example.com/hooks/orders/7?key=1'],
    ['/orders/7/', 'https://example.com/hooks/orders/7/?key=1'],
    ['a%20b', 'https://example.com/hooks/a%20b?key=1'],
    ['', 'https://example.com/hooks?key=1'],
  ])('%j is put behind the path, and the query stays', (path, url) => {
    expect(withPathSuffix(new URL('https://example.com/hooks?key=1'), parsed(path) ?? 'refused').href).toBe(url);
  });

  it.each([
    '..',
    'a/../b',
    '%2e%2E/b',
    './a',
    'a//b',
    '//evil.example',
    'a%2fb',
    'a\\b',
    'a%5cb',
    'a?b',
    'a#b',
    'a%0ab',
    'ü',
    'a%2',
  ])('%j is refused', (path) => {
    expect(parsed(path)).toBeUndefined();
  });

  it('never leaves the path of the endpoint, whatever it is', () => {
    const pieces = fc.constantFrom(
      '..',
      '.',
      '/',
      '%2e',
      '%2f',
      '%5c',
      '\\',
      '?',
      '#',
      'a',
      '@',
      ':',
      'evil.example',
      '%',
      ';',
    );
    const suffixes = fc.oneof(fc.string({ unit: pieces, maxLength: 12 }), fc.string());
    fc.assert(
      fc.property(
        suffixes,
        fc.constantFrom('https://example.com/', 'https://example.com/a/b', 'https://u:p@example.com/a/?q'),
        (suffix, base) => {
          const accepted = parsed(suffix);
          if (accepted === undefined) return;
          const url = new URL(base);
          const longer = withPathSuffix(url, accepted);
          expect([longer.origin, longer.search, longer.username]).toEqual([url.origin, url.search, url.username]);
          expect(longer.pathname.startsWith(url.pathname)).toBe(true);
        },
      ),
    );
  });
});
