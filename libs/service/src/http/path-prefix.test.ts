import { describe, expect, it } from '@jest/globals';
import { withoutPrefix } from './path-prefix.js';

describe('a prefix of all paths', () => {
  it.each([
    ['/publish/v1/tenants?limit=1', '/v1/tenants?limit=1'],
    ['/publish/', '/'],
    ['/publish', '/'],
    ['/publish?a=b', '/?a=b'],
    ['/v1/tenants', '/v1/tenants'],
    ['/publisher/v1', '/publisher/v1'],
    ['/v1/publish/x', '/v1/publish/x'],
    ['', ''],
  ])('is taken off %s', (url, expected) => {
    expect(withoutPrefix(url, '/publish')).toBe(expected);
  });
});
