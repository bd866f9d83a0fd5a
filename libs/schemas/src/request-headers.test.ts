import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HIDDEN_VALUE } from './api/sent-headers.js';
import { shownRequestHeaders, unusualRequestHeaders, usualRequestHeaders } from './request-headers.js';

const facts = { event: 'evt_1', startedAtMs: Date.parse('2026-03-01T12:00:00.999Z') };
const sent = { ...usualRequestHeaders(facts), 'webhook-signature': 'v1,c2lnbmF0dXJl' };

describe('the headers of a request', () => {
  it('cost the log nothing when they are those that every request has', () => {
    expect(unusualRequestHeaders(sent, facts)).toBeUndefined();
    expect(shownRequestHeaders(null, facts)).toEqual({
      'accept-encoding': 'identity',
      'content-type': 'application/json',
      'user-agent': 'Postrider/1',
      'webhook-id': 'evt_1',
      'webhook-timestamp': '1772366400',
      'webhook-signature': HIDDEN_VALUE,
    });
  });

  it('have their names kept, and no value that may be a secret', () => {
    const secret = fc.string({ minLength: 20, unit: 'grapheme-ascii' });
    const name = fc.stringMatching(/^x-[a-z]{1,20}$/);
    fc.assert(
      fc.property(fc.dictionary(name, secret), secret, (own, signature) => {
        const headers = { ...sent, ...own, authorization: signature, 'webhook-signature': signature };
        const shown = shownRequestHeaders(unusualRequestHeaders(headers, facts) ?? null, facts);
        expect(Object.keys(shown).sort()).toEqual(Object.keys(headers).sort());
        for (const value of [...Object.values(own), signature]) {
          if (!Object.values(usualRequestHeaders(facts)).includes(value))
            expect(Object.values(shown)).not.toContain(value);
        }
      }),
    );
  });

  it('say what was sent otherwise, and what was not sent', () => {
    const { 'webhook-signature': _, ...unsigned } = sent;
    const unusual = unusualRequestHeaders({ ...unsigned, 'content-type': 'application/cloudevents+json' }, facts);
    expect(unusual).toEqual({ 'content-type': 'application/cloudevents+json', 'webhook-signature': null });
    const shown = shownRequestHeaders(unusual ?? null, facts);
    expect(shown).toMatchObject({ 'content-type': 'application/cloudevents+json' });
    expect(shown).not.toHaveProperty('webhook-signature');
  });
});
