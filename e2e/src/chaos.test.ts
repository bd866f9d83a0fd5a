import { runScenario, scenarios, World, type WorldKind } from '@postrider/chaos';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

// The short form of every scenario of `npm run chaos`; docs/chaos/README.md says what each of them is.

jest.setTimeout(480_000);

const SEED = 1;
const kinds: readonly WorldKind[] = ['shipped', 'steered'];

describe.each(kinds)('in the %s world, under load, nothing that was acknowledged is lost', (kind) => {
  let world: World;

  beforeAll(async () => {
    world = await World.start(kind);
  });
  afterAll(() => world.stop());

  it.each(scenarios.filter((scenario) => (scenario.world ?? 'shipped') === kind))('$name: $what', async (scenario) => {
    const { checks } = await runScenario(scenario, world, 'short', SEED);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  });
});
