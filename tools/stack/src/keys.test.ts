import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keptKeys } from './keys.js';

describe('kept keys', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keys-'));
    file = join(folder, 'state', 'keys.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are made up once, 32 bytes to encrypt under, and are the same ever after', () => {
    const keys = keptKeys(file);
    expect(Buffer.from(keys.POSTRIDER_SECRET_KEY, 'base64')).toHaveLength(32);
    expect(keys.POSTRIDER_ADMIN_KEY.length).toBeGreaterThan(32);
    expect(keptKeys(file)).toEqual(keys);
  });

  it('are for their owner alone to read', () => {
    keptKeys(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('are never replaced when the file is damaged: what was encrypted would be lost', () => {
    keptKeys(file);
    writeFileSync(file, '{"POSTRIDER_ADMIN_KEY":"a"');
    expect(() => keptKeys(file)).toThrow('restore it');
    expect(readFileSync(file, 'utf8')).toBe('{"POSTRIDER_ADMIN_KEY":"a"');
  });
});
