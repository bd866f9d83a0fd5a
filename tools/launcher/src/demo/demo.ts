import { reasonOf } from '@postrider/stack';
import { findOrStartStack } from '../find-or-start.js';
import { Screen } from '../screen.js';
import { onStopRequest } from '../stop-signals.js';
import { DemoApi, type DeliveryAnswer } from './demo-api.js';
import { DemoReceiver } from './demo-receiver.js';
import { tableOf } from './table.js';

/** How the three endpoints of the demonstration behave. */
const ENDPOINTS = [
  { name: 'healthy', waits: [1, 1, 1] },
  { name: 'recovers', waits: [1, 1, 1] },
  { name: 'dead', waits: [1] },
] as const;

const EVENTS = 5;
const FAILURES_BEFORE_RECOVERY = 2;
const PATIENCE_MS = 60_000;

/**
 * `npm run demo`: the main job, for everybody to see. Events go to one endpoint that's healthy, one that fails twice
 * and recovers, and one that's dead until its dead letters are redriven. Resolves to 0 when every delivery arrived and
 * every signature was right by the official Standard Webhooks library.
 */
export async function demo(): Promise<number> {
  const screen = new Screen();
  const receiver = await DemoReceiver.start();
  try {
    const stack = await findOrStartStack({
      say: (line) => screen.say(`  ${line}`),
      progress: (text) => screen.progress(text),
    });
    onStopRequest({ stop: () => void stack.stop().then(() => process.exit(130)), stopNow: () => process.exit(1) });
    screen.say(stack.isOwn ? 'Postrider was started for this demonstration.' : 'Using the Postrider that is running.');
    try {
      return await show(screen, receiver, new DemoApi(stack.addresses, stack.adminKey));
    } finally {
      await stack.stop();
    }
  } catch (error) {
    screen.fail(reasonOf(error));
    return 1;
  } finally {
    await receiver.stop();
  }
}

async function show(screen: Screen, receiver: DemoReceiver, api: DemoApi): Promise<number> {
  await api.prepare();
  for (const { name, waits } of ENDPOINTS) receiver.trust(name, await api.register(receiver.url(name), waits));
  receiver.fail('recovers', FAILURES_BEFORE_RECOVERY);
  receiver.fail('dead', Infinity);

  const published = await Promise.all(Array.from({ length: EVENTS }, (_, number) => api.publish(number)));
  screen.say(`Published ${published.length} events to ${ENDPOINTS.length} endpoints.`);
  await api.waitFor(PATIENCE_MS, (deliveries) =>
    deliveries.every(({ status }) => status === 'delivered' || status === 'dead'),
  );
  screen.say('Everything was delivered, or given up on:');
  const before = await api.deliveries();
  for (const line of rows(receiver, api, before)) screen.say(line);

  receiver.fail('dead', 0);
  const { job, count } = await api.redrive();
  screen.say(`The dead endpoint is mended; job ${job} redrives its ${count} dead letters:`);
  await api.waitFor(PATIENCE_MS, (deliveries) => deliveries.every(({ status }) => status === 'delivered'));
  const after = await api.deliveries();
  for (const line of rows(receiver, api, after)) screen.say(line);
  return verdict(screen, receiver, before, after);
}

function rows(receiver: DemoReceiver, api: DemoApi, deliveries: readonly DeliveryAnswer[]): string[] {
  const header = ['endpoint', 'delivered', 'dead', 'attempts', 'requests', 'verified', 'events seen'];
  const body = ENDPOINTS.map(({ name }) => {
    const own = deliveries.filter(({ endpoint }) => endpoint === api.endpointAt(receiver.url(name)));
    const { requests, verified, accepted } = receiver.journal(name);
    return [
      name,
      String(own.filter(({ status }) => status === 'delivered').length),
      String(own.filter(({ status }) => status === 'dead').length),
      String(own.reduce((sum, { attempts }) => sum + attempts, 0)),
      String(requests),
      String(verified),
      String(accepted.size),
    ];
  });
  return tableOf(header, body);
}

/** Nothing is taken on trust: what the receiver saw has to be what the log says. */
function verdict(
  screen: Screen,
  receiver: DemoReceiver,
  before: readonly DeliveryAnswer[],
  after: readonly DeliveryAnswer[],
): number {
  const all = ENDPOINTS.map(({ name }) => receiver.journal(name));
  const faults = [
    ...(all.every(({ requests, verified }) => requests === verified) ? [] : ['a signature was wrong']),
    ...(all.every(({ accepted }) => accepted.size === EVENTS) ? [] : ['an endpoint did not get every event']),
    ...(before.filter(({ status }) => status === 'dead').length === EVENTS
      ? []
      : ['the dead endpoint had no dead letters']),
    ...(receiver.journal('recovers').requests >= EVENTS + FAILURES_BEFORE_RECOVERY ? [] : ['nothing was retried']),
    ...(after.length === EVENTS * ENDPOINTS.length ? [] : ['a delivery is missing']),
  ];
  if (faults.length > 0) {
    screen.fail(`Something is wrong: ${faults.join('; ')}.`);
    return 1;
  }
  screen.say(
    'Every event reached every endpoint, and every signature was right by the official Standard Webhooks library.',
  );
  return 0;
}
