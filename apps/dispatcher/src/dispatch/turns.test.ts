import { describe, expect, it } from '@jest/globals';
import { TenantTurns, Turns } from './turns.js';

interface Queue {
  readonly name: string;
  readonly tenant: TenantTurns<Queue>;
}

function scene(perTenant = Infinity) {
  const turns = new Turns<Queue>('first', (tenant) => tenant.inFlight < perTenant);
  const [a, b] = [new TenantTurns<Queue>('a'), new TenantTurns<Queue>('b')];
  const enter = (tenant: TenantTurns<Queue>, ...names: string[]): void => {
    for (const name of names) turns.enter({ name, tenant });
  };
  const taken = (count: number): (string | undefined)[] => Array.from({ length: count }, () => turns.next()?.name);
  return { turns, a, b, enter, taken };
}

describe('the turns of tenants', () => {
  it('go from tenant to tenant, and within a tenant from endpoint to endpoint', () => {
    const { a, b, enter, taken } = scene();
    enter(a, 'a1', 'a2', 'a3', 'a4');
    enter(b, 'b1', 'b2');
    expect(taken(7)).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'a4', undefined]);
  });

  it('pass a tenant without room by, and come back to it when it has some', () => {
    const { turns, a, b, enter, taken } = scene(1);
    enter(a, 'a1', 'a2');
    enter(b, 'b1');
    a.inFlight = 1;
    expect(taken(2)).toEqual(['b1', undefined]);
    turns.resume(a);
    expect(taken(1)).toEqual([undefined]);
    a.inFlight = 0;
    turns.resume(a);
    turns.resume(a);
    expect(taken(3)).toEqual(['a1', 'a2', undefined]);
  });
});
