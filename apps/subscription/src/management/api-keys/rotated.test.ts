import { describe, expect, it } from '@jest/globals';
import { livePrevious, MAX_PREVIOUS, rotated } from './rotated.js';

const NOW = Date.parse('2026-03-01T12:00:00.000Z');
const at = (seconds: number): string => new Date(NOW + seconds * 1000).toISOString();
const rotate = (key: Parameters<typeof rotated>[0], graceSeconds: number, hash = 'new') =>
  rotated(key, hash, NOW, NOW + graceSeconds * 1000);

describe('rotating a key', () => {
  it('has the old one work for its grace beside the new one', () => {
    const key = rotate({ hash: 'old', previousHashes: null }, 60);
    expect(key).toEqual({ hash: 'new', previousHashes: [{ hash: 'old', expiresAt: at(60) }] });
  });

  it('with no grace ends all that came before', () => {
    const previousHashes = [{ hash: 'older', expiresAt: at(3600) }];
    expect(rotate({ hash: 'old', previousHashes }, 0)).toEqual({ hash: 'new', previousHashes: null });
  });

  it('lets none live longer than it would have, and forgets those that are over', () => {
    const previousHashes = [
      { hash: 'long', expiresAt: at(3600) },
      { hash: 'short', expiresAt: at(10) },
      { hash: 'over', expiresAt: at(0) },
    ];
    expect(rotate({ hash: 'old', previousHashes }, 60)).toMatchObject({
      previousHashes: [
        { hash: 'old', expiresAt: at(60) },
        { hash: 'long', expiresAt: at(60) },
        { hash: 'short', expiresAt: at(10) },
      ],
    });
    expect(livePrevious({ hash: 'old', previousHashes }, NOW).map(({ hash }) => hash)).toEqual(['long', 'short']);
  });

  it('stops where too many would work, but never a rotation that ends them', () => {
    const previousHashes = Array.from({ length: MAX_PREVIOUS }, (_, n) => ({ hash: `${n}`, expiresAt: at(3600) }));
    expect(rotate({ hash: 'old', previousHashes }, 60)).toBe('too_many');
    expect(rotate({ hash: 'old', previousHashes }, 0)).toMatchObject({ hash: 'new' });
  });
});
