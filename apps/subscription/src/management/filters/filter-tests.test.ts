import { describe, expect, it } from '@jest/globals';
import { withExactParts } from '@postrider/filter';
import { FilterTest } from '@postrider/schemas';
import { ProblemError } from '@postrider/service';
import { ManualClock } from '@postrider/time';
import { checkFilters } from './check-filter.js';
import { FilterTests } from './filter-tests.js';

const tests = new FilterTests(new ManualClock());

/** What the route answers to a body, read as the service reads it. */
const answerTo = (text: string) =>
  tests.test(FilterTest.parse(withExactParts(text, JSON.parse(text), [['filter'], ['event', 'data']])));

function faultsOf(work: () => unknown): readonly string[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof ProblemError) return (error.document.errors ?? []).map(({ path }) => path);
    throw error;
  }
}

describe('trying a filter', () => {
  it('says whether an event matches, and what keeps it from it, with the numbers that were sent', () => {
    const body = (id: string) =>
      `{"filter":{"data":{"id":${id}}},"event":{"type":"order.created","data":{"id":12345678901234567890}}}`;
    expect(answerTo(body('12345678901234567890'))).toEqual({ matches: true, undecided: false, reasons: [] });
    expect(answerTo(body('12345678901234567891'))).toEqual({
      matches: false,
      undecided: false,
      reasons: [{ path: '/data/id', message: 'does not hold at /data/id' }],
    });
  });

  it('takes a number of up to a thousand digits, as the fan-out does', () => {
    const body = (digits: number) => `{"filter":{"data":1${'2'.repeat(digits)}},"event":{"type":"a","data":1}}`;
    expect(answerTo(body(1000))).toMatchObject({ matches: false });
    expect(faultsOf(() => answerTo(body(1100)))).toEqual(['/filter/data/$number']);
  });

  it('takes the event for one that is published now, unless it says when', () => {
    const body = (more: string) =>
      `{"filter":{"timestamp":{"$lt":"2000"},"id":{"$exists":true}},"event":{"type":"a","data":1${more}}}`;
    expect(answerTo(body(',"timestamp":"1999-12-31T23:59:59Z"'))).toMatchObject({ matches: true });
    expect(answerTo(body(''))).toMatchObject({ matches: false });
  });

  it('says where it can’t be decided', () => {
    const text = JSON.stringify('a'.repeat(250_000));
    const body = `{"filter":{"data":{"$regex":"(a|aa|aaa){1,40}$"}},"event":{"type":"a","data":${text}}}`;
    expect(answerTo(body)).toEqual({ matches: false, undecided: true, reasons: [] });
  });
});

describe('what is no filter', () => {
  it('is refused with the place of every fault in the body', () => {
    expect(faultsOf(() => answerTo('{"filter":{"total":1,"data":{}},"event":{"type":"a","data":1}}'))).toEqual([
      '/filter/total',
      '/filter/data',
    ]);
    const filters = [{ data: 1 }, { data: [] }, { data: 'a\0' }, { data: { $lik: 1 } }].map((filter) => ({ filter }));
    expect(faultsOf(() => checkFilters([...filters, {}]))).toEqual([
      '/subscriptions/1/filter/data',
      '/subscriptions/2/filter',
      '/subscriptions/3/filter/data/$lik',
    ]);
  });

  it('is so too where all of an endpoint’s together have more patterns than are compiled for one request', () => {
    const filter = { data: { $or: Array.from({ length: 10 }, (_, index) => ({ $regex: `a${index}` })) } };
    expect(faultsOf(() => checkFilters(Array.from({ length: 5 }, () => ({ filter }))))).toEqual([]);
    expect(faultsOf(() => checkFilters(Array.from({ length: 100 }, () => ({ filter }))))).toEqual([
      '/subscriptions/5/filter',
    ]);
    const faulty = { data: { ...filter.data, a: {} } };
    const all = faultsOf(() => checkFilters(Array.from({ length: 100 }, () => ({ filter: faulty }))));
    expect(all.slice(-2)).toEqual(['/subscriptions/5/filter/data/a', '/subscriptions/5/filter']);
  });
});
