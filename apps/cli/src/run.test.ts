import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@postrider/time';
import { reference } from './reference.js';
import { run } from './run.js';

async function ran(line: string, environment: Record<string, string> = {}) {
  const [lines, notes]: [string[], string[]] = [[], []];
  const terminal = { line: (text: string) => void lines.push(text), note: (text: string) => void notes.push(text) };
  const code = await run(
    line.split(' ').filter((word) => word !== ''),
    {
      environment: { POSTRIDER_PROFILES_FILE: '/nowhere/profiles.json', ...environment },
      terminal,
      clock: new ManualClock('2026-01-01T00:00:00.000Z'),
      signal: new AbortController().signal,
      input: undefined,
    },
    '1.2.3',
  );
  return { code, out: lines.join('\n'), err: notes.join('\n') };
}

const KEY = { POSTRIDER_API_KEY: 'k', POSTRIDER_TENANT: 'acme' };

describe('the command line', () => {
  it('explains itself, and says its version', async () => {
    expect(await ran('--version')).toEqual({ code: 0, out: '1.2.3', err: '' });
    const { code, out, err } = await ran('endpoints --help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/Usage: postrider endpoints[^]*rotate/);
  });

  it.each([
    ['', 'Name a command'],
    ['tenant list', 'unknown command'],
    ['tenants', 'Name a command'],
    ['tenants lst', 'Did you mean list'],
    ['tenants list', 'There is no key'],
    ['tenants list --limit many', 'whole number'],
    ['endpoints list --key-file /nowhere', 'ENOENT'],
    ['keys create shop', '--scopes'],
    ['replay', 'Say what', KEY],
    ['replay --endpoint ep_1', 'Say what', KEY],
    ['replay --event evt_1 --since 1h', 'for an endpoint’s events', KEY],
    ['replay --endpoint ep_1 --since 1h --status some', 'Allowed choices'],
    ['replay --endpoint ep_1 --since lately', 'It takes a time'],
    ['publish', 'Name the event’s type', KEY],
    ['publish order.created', 'Nothing comes in by stdin', KEY],
    ['publish order.created {} --timestamp soon', '--timestamp takes a time', KEY],
    ['publish order.created {} --ndjson x', 'every line has its own', KEY],
    ['tenants put acme --data [1]', 'has to be a JSON object', KEY],
    ['tenants put acme --data {', "isn't JSON", KEY],
    ['listen 0', 'whole number', KEY],
    ['listen 3000 --event-types order.**', 'neither an event type', KEY],
    ['endpoints list', 'Name a tenant', { POSTRIDER_API_KEY: 'k' }],
    ['tenants list', 'POSTRIDER_URL=x', { POSTRIDER_URL: 'x' }],
    ['tenants list --profile none', 'There is no profile none'],
    ['dlt show', 'missing required argument'],
    ['dlt show or/ders', 'letters'],
    ['dlt show orders --partition 0', 'go together'],
    ['dlt show orders --partition 0 --offset 0 --limit 1', '--limit goes without'],
    ['dlt redrive orders', 'either --all'],
    ['dlt redrive orders --all --to others.dlt', 'nobody reads'],
  ])('that says `%s` makes no sense: %s', async (line, reason, variables: Record<string, string> = {}) => {
    const { code, out, err } = await ran(line, variables);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(reason);
  });

  it('that makes no sense says so in JSON where that is asked for', async () => {
    expect(JSON.parse((await ran('tenants list --json')).err)).toEqual({ error: expect.stringContaining('no key') });
  });

  it('has no two words for one thing in its reference', () => {
    const { commands, exitCodes, variables } = reference();
    expect(commands).toContain('### postrider endpoints');
    expect(commands).toContain('#### postrider jobs watch');
    expect(commands).not.toContain('undefined');
    expect(exitCodes).toContain('| 130 |');
    expect(variables).toContain('POSTRIDER_API_KEY');
  });
});
