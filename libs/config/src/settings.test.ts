import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { flag, list, numberList, wholeNumber } from './readers.js';
import { ConfigError, loadConfig, redactedConfig, secretSetting, setting } from './settings.js';

const settings = {
  PORT: setting(wholeNumber(0, 65535).default(8080), 'where to listen'),
  BROKERS: setting(list(), 'bootstrap list'),
  TLS: setting(flag().default(false), 'whether to encrypt'),
  WAITS: setting(numberList(1, 100).default([5, 10]), 'seconds'),
  ADMIN_KEY: secretSetting(z.string().min(16), 'the root key'),
};

const good = { BROKERS: 'a:1, b:2', ADMIN_KEY: 'correct horse battery' };

function problemsOf(env: Record<string, string | undefined>): readonly string[] {
  try {
    loadConfig(settings, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('configuration', () => {
  it('is read from text, with defaults where a variable is unset or empty', () => {
    expect(loadConfig(settings, { ...good, PORT: ' 81 ', TLS: '', WAITS: '1,2' })).toEqual({
      PORT: 81,
      BROKERS: ['a:1', 'b:2'],
      TLS: false,
      WAITS: [1, 2],
      ADMIN_KEY: good.ADMIN_KEY,
    });
  });

  it('reports every problem at once, each with its variable', () => {
    const problems = problemsOf({ PORT: '70000', BROKERS: 'a,,b', TLS: 'yes', WAITS: '1,x' });
    expect(problems).toHaveLength(5);
    expect(problems.map((problem) => problem.split(/[= :]/)[0])).toEqual([
      'PORT',
      'BROKERS',
      'TLS',
      'WAITS',
      'ADMIN_KEY',
    ]);
    expect(problems[0]).toContain('PORT=70000');
  });

  it('cannot be changed afterwards', () => {
    const config = loadConfig(settings, good);
    expect(() => Object.assign(config, { PORT: 1 })).toThrow(TypeError);
  });

  it('never shows a secret, neither when it is wrong nor when it is logged', () => {
    expect(problemsOf({ ...good, ADMIN_KEY: 'too-short' }).join()).not.toContain('too-short');
    const shown = redactedConfig(settings, loadConfig(settings, good));
    expect(JSON.stringify(shown)).not.toContain(good.ADMIN_KEY);
    expect(shown).toMatchObject({ ADMIN_KEY: 'set', PORT: 8080 });
  });
});
