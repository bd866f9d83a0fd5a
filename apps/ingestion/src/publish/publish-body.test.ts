import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readPublishBody } from './publish-body.js';

const pathsOf = (text: string): readonly string[] => {
  const body = readPublishBody(Buffer.from(text));
  return body.kind === 'invalid' ? body.faults.map(({ path }) => path).sort() : [];
};

describe('the body of a publish request', () => {
  it('gives data as the very bytes that stand in it, wherever and however they stand', () => {
    const space = fc.constantFrom('', ' ', '\n', '\t  ');
    fc.assert(
      fc.property(fc.json(), space, space, fc.boolean(), (json, before, after, first) => {
        const data = `"data":${before}${json}${after}`;
        const type = '"type":"order.created"';
        const body = readPublishBody(Buffer.from(`{${first ? `${data},${type}` : `${type},${data}`}}`));
        if (body.kind !== 'body') {
          // The one thing that valid JSON is refused for here: a name that comes twice.
          expect(body.kind).toBe('not_json');
          return;
        }
        expect(body.data.toString()).toBe(json.trim());
        expect(body.envelope.type).toBe('order.created');
      }),
    );
    const exact = String.raw`{"amount":1.0,"id":12345678901234567890,"e":1e2,"s":"\u00e9\/"}`;
    const body = readPublishBody(Buffer.from(`{ "data" : ${exact} , "type":"a"}`));
    expect(body.kind === 'body' && body.data.toString()).toBe(exact);
  });

  it('reads what comes with the data', () => {
    const body = readPublishBody(
      Buffer.from(
        '{"type":"a.b","id":"mine-1","timestamp":"2026-03-01T13:00:00+01:00","orderingKey":"k","version":1,"labels":["eu","tier:1"],"data":null}',
      ),
    );
    expect(body).toEqual({
      kind: 'body',
      envelope: {
        type: 'a.b',
        id: 'mine-1',
        timestamp: '2026-03-01T12:00:00.000Z',
        orderingKey: 'k',
        version: 1,
        labels: ['eu', 'tier:1'],
      },
      data: Buffer.from('null'),
    });
  });

  it('names every field that is wrong, missing or not known', () => {
    expect(pathsOf('{}')).toEqual(['/data', '/type']);
    expect(pathsOf('{"type":"no spaces","data":1}')).toEqual(['/type']);
    expect(
      pathsOf(
        '{"type":"a","data":1,"id":"a.b","timestamp":"now","orderingKey":"","version":0,"labels":["eu,us"],"extra":1,"__proto__":1}',
      ),
    ).toEqual(['/__proto__', '/extra', '/id', '/labels/0', '/orderingKey', '/timestamp', '/version']);
  });

  it('refuses what two readers could read as two events', () => {
    for (const text of [
      '{"type":"a","data":1,"data":2}',
      '{"type":"a","data":{"x":1,"\\u0078":2}}',
      '',
      '[]',
      '{"type":"a","data":1}x',
      '{"type":"a"',
    ]) {
      expect(readPublishBody(Buffer.from(text)).kind).toBe('not_json');
    }
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(['body', 'invalid', 'not_json']).toContain(readPublishBody(Buffer.from(bytes)).kind);
      }),
    );
  });
});
