import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { progressOf } from './progress.js';

const terminal = (screen?: PassThrough) => ({ line: () => undefined, note: () => undefined, screen });

function screen(): PassThrough {
  return Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true, columns: 120 });
}

describe('a progress bar', () => {
  it('shows how far something is, and is gone at the end', () => {
    const seen = screen();
    const progress = progressOf(terminal(seen), 'job_1', false);
    progress.at(0, 10);
    progress.at(12, 10);
    progress.end();
    progress.end();
    const text = String(seen.read());
    expect(text).toContain('job_1');
    expect(text).toContain('0 of 10, 0 %');
  });

  it('isn’t there where nobody sees it, or programs read the answers', () => {
    progressOf(terminal(), 'job_1', false).at(1, 2);
    const seen = screen();
    progressOf(terminal(seen), 'job_1', true).at(1, 2);
    expect(seen.read()).toBeNull();
  });
});
