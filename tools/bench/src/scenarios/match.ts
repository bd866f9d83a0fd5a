import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mintId, type EndpointEntity } from '@postrider/schemas';
import { repositoryRoot } from '@postrider/stack';
import type { Scenario } from './scenario.js';

/** What of the fan-out's index is measured. */
interface Index {
  change(before: undefined, after: EndpointEntity): void;
  match(tenant: string, eventType: string): readonly unknown[];
}

const ENDPOINTS = 10_000;
const TYPES = 1000;
const TENANT = 'bench';

/** How long it takes to find who gets an event, among 10,000 endpoints of which ten do. */
export const match: Scenario = {
  name: 'match',
  what: 'in process: an event against the subscriptions of 10,000 endpoints, of which ten match',
  runs: 3,
  async prepare(bench) {
    const Index = await indexClass();
    const rounds = bench.size(200, 20);
    return () => {
      const index = new Index();
      for (let number = 0; number < ENDPOINTS; number++) index.change(undefined, endpoint(number));
      // A family's pattern covers types that no event had before: nothing found earlier helps.
      const never = microsecondsEach(rounds, (round, family) => index.match(TENANT, `family_${family}.v${round}`));
      const again = microsecondsEach(rounds, (_round, family) => index.match(TENANT, `family_${family}.v0`));
      return Promise.resolve({ matchNewUs: never, matchKnownUs: again });
    };
  },
};

/** A tool doesn't depend on an app: it looks at its build. */
async function indexClass(): Promise<new () => Index> {
  const file = join(repositoryRoot, 'apps', 'subscription', 'dist', 'fan-out', 'subscription-index.js');
  const exports = (await import(pathToFileURL(file).href)) as { SubscriptionIndex: new () => Index };
  return exports.SubscriptionIndex;
}

function endpoint(number: number): EndpointEntity {
  return {
    kind: 'endpoint',
    id: mintId('ep', 0),
    tenant: TENANT,
    url: 'https://example.com/',
    status: 'enabled',
    secrets: [],
    subscriptions: [{ id: mintId('sub', 0), eventTypes: [`family_${number % TYPES}.*`] }],
  };
}

/** The mean over every family, over and over. */
function microsecondsEach(rounds: number, call: (round: number, family: number) => readonly unknown[]): number {
  let found = 0;
  const startMs = performance.now();
  for (let round = 0; round < rounds; round++)
    for (let family = 0; family < TYPES; family++) found += call(round, family).length;
  const tookMs = performance.now() - startMs;
  const wanted = rounds * ENDPOINTS;
  if (found !== wanted) throw new Error(`${found} endpoints were found, not ${wanted}`);
  return (tookMs * 1000) / (rounds * TYPES);
}
