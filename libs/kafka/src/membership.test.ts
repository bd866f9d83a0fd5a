import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@postrider/time';
import { Membership } from './membership.js';

function member() {
  const clock = new ManualClock();
  const membership = new Membership(clock, 8000);
  return { clock, membership };
}

describe('a membership', () => {
  it('begins with a join, and lasts from the moment the join began', async () => {
    const { clock, membership } = member();
    expect(membership.fresh).toBe(false);
    membership.suspend();
    await clock.advance(3000);
    expect(membership.fresh).toBe(false);
    membership.joined();
    expect(membership.fresh).toBe(true);
    await clock.advance(4999);
    expect(membership.fresh).toBe(true);
    await clock.advance(1);
    expect(membership.fresh).toBe(false);
  });

  it('is lengthened by a heartbeat that was answered, and by none that was not', async () => {
    const { clock, membership } = member();
    membership.suspend();
    membership.joined();
    await clock.advance(5000);
    membership.heartbeatSent();
    membership.heartbeatOver();
    await clock.advance(3000);
    expect(membership.fresh).toBe(false);
    membership.heartbeatSent();
    membership.heartbeatAnswered();
    membership.heartbeatOver();
    await clock.advance(7999);
    expect(membership.fresh).toBe(true);
  });

  it('is not lengthened by an answer that lay in a buffer while the process was stopped', async () => {
    const { clock, membership } = member();
    membership.suspend();
    membership.joined();
    membership.heartbeatSent();
    await clock.advance(60_000);
    // Another caller waits for the same heartbeat.
    membership.heartbeatSent();
    membership.heartbeatAnswered();
    expect(membership.fresh).toBe(false);
  });

  it('is suspended while the group is joined again, however fresh it was', () => {
    const { membership } = member();
    membership.suspend();
    membership.joined();
    membership.suspend();
    expect(membership.fresh).toBe(false);
    membership.joined();
    expect(membership.fresh).toBe(true);
  });
});
