import { describe, expect, it } from '@jest/globals';
import { run } from './run.js';

async function recover(line: string, environment: Readonly<Record<string, string>> = {}) {
  const [said, noted]: [string[], string[]] = [[], []];
  const code = await run(line.split(' '), {
    environment,
    say: (text) => said.push(text),
    note: (text) => noted.push(text),
  });
  return { code, said: said.join('\n'), noted: noted.join('\n') };
}

describe('the recover command', () => {
  it('says what it’s for', async () => {
    expect(await recover('--help')).toEqual({ code: 0, said: expect.stringContaining('new-kafka'), noted: '' });
  });

  it('ends with 2, and says how it’s used, when the command line makes no sense', async () => {
    const { code, noted } = await recover('restored --force');
    expect([code, noted]).toEqual([2, expect.stringContaining('--dry-run')]);
  });

  it('ends with 2, and names every variable that is wrong', async () => {
    const { code, said, noted } = await recover('status', { KAFKA_BROKERS: 'a,,b' });
    expect([code, said]).toEqual([2, '']);
    expect(noted).toMatch(/KAFKA_BROKERS[^]*DATABASE_URL is not set[^]*Correct it/);
  });

  it('says so in JSON to whoever asks for that', async () => {
    const { noted } = await recover('status --json');
    expect(JSON.parse(noted)).toEqual({
      error: expect.stringContaining('DATABASE_URL is not set'),
      action: expect.stringContaining('Correct'),
    });
  });
});
