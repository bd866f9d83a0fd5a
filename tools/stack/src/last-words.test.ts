import { describe, expect, it } from '@jest/globals';
import { lastWords } from './last-words.js';

describe('the last words of a program', () => {
  it('are the error, not the stack trace below it', () => {
    const crash = [
      'file:///main.js:3',
      '  throw new Error("no such key");',
      '  ^',
      '',
      'Error: no such key',
      '    at main (file:///main.js:3:9)',
      '    at node:internal/main:1:1',
      '',
      'Node.js v20.20.2',
    ];
    expect(lastWords(crash)).toBe('Error: no such key');
  });

  it('are the last fault of several, with the lines that belong to it', () => {
    const log = [
      '{"level":50,"msg":"an earlier one"}',
      '{"level":30,"msg":"starting"}',
      'ConfigError: The configuration is wrong:',
      '  PORT=70000: too big',
      '  KAFKA_BROKERS is not set',
    ];
    expect(lastWords(log)).toBe(
      'ConfigError: The configuration is wrong: PORT=70000: too big KAFKA_BROKERS is not set',
    );
    expect(lastWords(log.slice(0, 2))).toBe('{"level":50,"msg":"an earlier one"} {"level":30,"msg":"starting"}');
  });

  it('are whatever came last when nothing tells of a fault, and never empty', () => {
    expect(lastWords(['one', 'two'])).toBe('two');
    expect(lastWords(['', '   '])).toBe('nothing');
    expect(lastWords(['Error: '.padEnd(5000, 'x')])).toHaveLength(600);
  });
});
