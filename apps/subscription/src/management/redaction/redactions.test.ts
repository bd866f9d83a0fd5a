import { describe, expect, it } from '@jest/globals';
import type { AttemptResponse } from '@postrider/schemas';
import { redactionOf } from './redactions.js';

const response = (body: string, given: Partial<AttemptResponse> = {}): AttemptResponse => ({
  statusCode: 200,
  headers: {},
  body,
  encoding: 'utf8',
  truncated: false,
  ...given,
});

describe('a redaction list', () => {
  it('hides parts of data and of responses, each by its own paths', () => {
    const { data, response: ofResponse } = redactionOf(['/data/card', '/response/token']);
    expect(data(Buffer.from('{"card":1,"token":2}')).toString()).toBe('{"card":"[redacted]","token":2}');
    expect(ofResponse(response('{"card":1,"token":2}')).body).toBe('{"card":1,"token":"[redacted]"}');
    expect(redactionOf(['/response']).response(response('{"a":1}')).body).toBe('"[redacted]"');
  });

  it('leaves the bytes alone when it names nothing of them', () => {
    const bytes = Buffer.from('{"amount":1.0}');
    expect(redactionOf(['/response/a']).data(bytes)).toBe(bytes);
    const kept = response('hello');
    expect(redactionOf(['/data/a']).response(kept)).toBe(kept);
  });

  it('hides all of an answer that it cannot look into', () => {
    const { response: ofResponse } = redactionOf(['/response/token']);
    for (const body of [
      response('{"token":"se', { truncated: true }),
      response('/w==', { encoding: 'base64' }),
      response('token=secret'),
    ])
      expect(ofResponse(body)).toMatchObject({ body: expect.stringMatching(/^"?\[redacted\]"?$/), encoding: 'utf8' });
  });
});
