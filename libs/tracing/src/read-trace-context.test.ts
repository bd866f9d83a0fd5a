import { describe, expect, it } from '@jest/globals';
import { TraceContext } from '@postrider/schemas';
import fc from 'fast-check';
import { contextOfHeaders, readTraceContext } from './read-trace-context.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const PARENT = `00-${TRACE}-${SPAN}-01`;

describe('a trace context', () => {
  it('is kept as it came, with what vendors said', () => {
    expect(readTraceContext(PARENT, 'a=1,b@c=2')).toEqual({ traceparent: PARENT, tracestate: 'a=1,b@c=2' });
    expect(readTraceContext(PARENT.replace(/1$/, '0'), undefined)).toEqual({ traceparent: PARENT.replace(/1$/, '0') });
  });

  it('of a later version is read as far as this one goes, and flags without a meaning are not passed on', () => {
    expect(readTraceContext(`cc-${TRACE}-${SPAN}-ff-what-comes`, undefined)).toEqual({
      traceparent: `00-${TRACE}-${SPAN}-03`,
    });
  });

  it.each([
    ['nothing', undefined],
    ['an empty one', ''],
    ['words', 'nonsense'],
    ['the version that is forbidden', `ff-${TRACE}-${SPAN}-01`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a span of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['large letters', PARENT.toUpperCase()],
    ['more than its version has', `${PARENT}-00`],
    ['two of them', `${PARENT}, ${PARENT}`],
  ])('is none where there is %s', (_what, traceparent) => {
    expect(readTraceContext(traceparent, 'a=1')).toBeUndefined();
  });

  it('does without a tracestate that can’t be read, or is longer than all have to pass on', () => {
    for (const tracestate of ['', 'no member', '=1', `a=${'x'.repeat(511)}`, 'x'.repeat(100_000)])
      expect(readTraceContext(PARENT, tracestate)).toEqual({ traceparent: PARENT });
  });

  it('is what a record can carry, whatever came', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.constant(PARENT),
          fc.string().map((tail) => PARENT.slice(0, 40) + tail),
        ),
        fc.option(
          fc.oneof(
            fc.string({ unit: 'binary' }),
            fc.string().map((value) => `a=${value}`),
          ),
          { nil: undefined },
        ),
        (traceparent, tracestate) => {
          const read = readTraceContext(traceparent, tracestate);
          if (read) expect(TraceContext.parse(read)).toEqual(read);
        },
      ),
    );
  });

  it('is in the headers of a Kafka record', () => {
    expect(contextOfHeaders({ traceparent: Buffer.from(PARENT), tracestate: Buffer.from('a=1') })).toEqual({
      traceparent: PARENT,
      tracestate: 'a=1',
    });
    expect(contextOfHeaders({ tracestate: Buffer.from('a=1') })).toBeUndefined();
  });
});
