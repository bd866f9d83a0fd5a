import { describe, expect, it } from '@jest/globals';
import type { DeliveryChangeRow } from '@postrider/persistence';
import { redactionOf } from '../redaction/redactions.js';
import { failureOf } from './delivery-answers.js';

const change = (failure: DeliveryChangeRow['failure']): DeliveryChangeRow => ({
  deliveryId: 'dlv_1',
  acceptedAt: new Date(0),
  body: null,
  headers: null,
  path: null,
  failure,
  message: 'Error: 4111',
});

describe('why a transformation failed', () => {
  it('is what it said, unless that may quote data that is hidden', () => {
    const shown = failureOf(change('error'), redactionOf(['/response/token']));
    expect(shown).toEqual({ transformFailure: { reason: 'error', message: 'Error: 4111' } });
    const hidden = failureOf(change('error'), redactionOf(['/data/card']));
    expect(hidden).toEqual({ transformFailure: { reason: 'error', message: '[redacted]' } });
  });

  it('isn’t told of one that didn’t fail, or is still to be run', () => {
    for (const row of [null, change(null), change('not_run')]) expect(failureOf(row, redactionOf([]))).toEqual({});
  });
});
