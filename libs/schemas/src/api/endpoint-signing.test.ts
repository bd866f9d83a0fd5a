import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Signing } from './endpoint-signing.js';

const custom = { profile: 'custom', header: 'X-Ours', template: '{timestamp}.{body}', hash: 'sha256', encoding: 'hex' };
const refuses = (...profiles: object[]): string[] =>
  Signing.safeParse(profiles).error?.issues.map(({ path, message }) => `${path.join('/')}: ${message}`) ?? [];

describe('the signing of an endpoint', () => {
  it('is what other senders’ receivers check already', () => {
    expect(refuses({ profile: 'v1' }, { profile: 'v1a' }, custom)).toEqual([]);
    expect(
      refuses({ ...custom, header: 'X-Hub-Signature-256', template: '{body}', value: 'sha256={signature}' }),
    ).toEqual([]);
    expect(refuses({ ...custom, value: 't={timestamp},v1={signature}', further: ',v1={signature}' })).toEqual([]);
  });

  it.each([
    ['no profile at all', []],
    ['one twice', [{ profile: 'v1' }, { profile: 'v1' }]],
    ['one header twice, in other letters', [custom, { ...custom, header: 'x-OURS' }]],
    ['a header of ours', [{ ...custom, header: 'Webhook-Signature' }]],
    ['a header of HTTP’s', [{ ...custom, header: 'Content-Length' }]],
    ['no body in what is signed', [{ ...custom, template: '{timestamp}' }]],
    ['the body twice', [{ ...custom, template: '{body}{body}' }]],
    ['a placeholder that there is not', [{ ...custom, template: '{url}{body}' }]],
    ['a brace alone', [{ ...custom, template: '{{body}' }]],
    ['no signature in the value', [{ ...custom, value: 't={timestamp}' }]],
    ['a body in the value', [{ ...custom, value: '{body}{signature}' }]],
    ['a line break in the value', [{ ...custom, value: '{signature}\r\nx: y' }]],
    ['a weak hash', [{ ...custom, hash: 'md5' }]],
    ['a secret that was not shown', [{ ...custom, secret: '[hidden]' }]],
    ['five custom ones', Array.from({ length: 5 }, (_, index) => ({ ...custom, header: `x-${index}` }))],
  ])('is refused with %s', (_, profiles) => {
    expect(refuses(...profiles)).not.toEqual([]);
  });

  it('lets nothing into a header that would end it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const parsed = Signing.safeParse([{ ...custom, value: `${text}{signature}` }]);
        if (parsed.success) expect(text).toMatch(/^[ -~]*$/);
      }),
    );
  });
});
