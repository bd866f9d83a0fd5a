import { describe, expect, it } from '@jest/globals';
import { judgePrecondition, PreconditionFailed, type Precondition } from './precondition.js';

const holds = (precondition: Omit<Precondition, 'key'>, version: number | undefined): boolean => {
  try {
    judgePrecondition({ key: 'tenant:acme', ...precondition }, version);
    return true;
  } catch (error) {
    if (error instanceof PreconditionFailed && error.version === version) return false;
    throw error;
  }
};

describe('a precondition', () => {
  it('of a version holds for that version alone, and never for what isn’t there', () => {
    expect([7, 8, undefined].map((version) => holds({ ifMatch: [7] }, version))).toEqual([true, false, false]);
    expect([7, undefined].map((version) => holds({ ifMatch: 'any' }, version))).toEqual([true, false]);
    expect(holds({ ifMatch: [] }, 7)).toBe(false);
  });

  it('of none holds for what isn’t there, or is another version', () => {
    expect([7, undefined].map((version) => holds({ ifNoneMatch: 'any' }, version))).toEqual([false, true]);
    expect([7, 8, undefined].map((version) => holds({ ifNoneMatch: [7] }, version))).toEqual([false, true, true]);
  });

  it('that isn’t there holds always', () => {
    expect([7, undefined].map((version) => holds({}, version))).toEqual([true, true]);
  });
});
