import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { flood, trickling } from '@postrider/outside';
import type { FailureReason } from '@postrider/schemas';
import type { Strand, Manner } from '../load/strand.js';
import type { Scenario } from '../scenario.js';

const TIMEOUT_MS = 3000;
const PER_SECOND = 5;
/** What healthy endpoints may need meanwhile; in the short form that's only told from waiting for the bad ones' time-outs. */
const P99_MS = { long: 500, short: 2900 } as const;

/** A receiver that misbehaves, and what the log has to say of it: why its attempts fail, or that they don't. */
interface BadReceiver {
  readonly name: string;
  readonly manner: Manner;
  readonly expected: FailureReason | 'delivered';
  /** Elsewhere than at the receiver. */
  readonly url?: string;
}

const resets: Manner = (response) => {
  response.socket?.resetAndDestroy();
  return 0;
};

/** Sends the head of an answer and a part of its body, and no more for ever. */
const neverEnds: Manner = (response) => {
  response.writeHead(200).write('so far');
  return 200;
};

/** Of those that answer with 500, in whatever way. */
const failing =
  (answer: (response: ServerResponse) => void): Manner =>
  (response) => {
    answer(response);
    return 500;
  };

/** Answers well, when nobody waits for it any more. */
const answersLate: Manner = (response) => {
  setTimeout(() => response.writeHead(204).end(), TIMEOUT_MS + 1000);
  return 0;
};

const badReceivers = (brokenTls: string): readonly BadReceiver[] => [
  { name: 'resets', manner: resets, expected: 'connection_reset' },
  { name: 'trickles', manner: failing(trickling(1000)), expected: 'status' },
  { name: 'never-ends', manner: neverEnds, expected: 'delivered' },
  { name: 'gigabyte', manner: failing(flood), expected: 'status' },
  { name: 'broken-tls', manner: resets, expected: 'tls', url: brokenTls },
  { name: 'late', manner: answersLate, expected: 'timeout' },
];

/** Answers a TLS client's greeting with what is no TLS. */
async function brokenTlsServer(): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const allAtOnce: Scenario = {
  name: 'bad-receivers',
  what: 'endpoints that reset, trickle a byte a second, never end their answer, send 1 GiB, break TLS, or answer too late',
  promise: 'The log says of each what it did, and the others go on: p99 under 500 ms.',
  seconds: { long: 60, short: 6 },
  watchSeconds: 1,
  inflict: async (scene) => {
    const server = await brokenTlsServer();
    const brokenTls = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const fromMs = performance.now();
    const bad: { readonly strand: Strand; readonly expected: BadReceiver['expected'] }[] = [];
    for (const { name, manner, expected, url } of badReceivers(brokenTls)) {
      const settings = { timeoutMs: TIMEOUT_MS, retry: { scheduleSeconds: [3600] }, ...(url !== undefined && { url }) };
      const strand = await scene.traffic.addStrand({
        name,
        manner,
        settings,
        perSecond: PER_SECOND,
        mustArrive: expected === 'delivered',
      });
      bad.push({ strand, expected });
    }
    await scene.lasts();
    const toMs = performance.now();
    await Promise.all(bad.map(({ strand }) => strand.stop()));
    return async () => {
      const p99Ms = scene.traffic.latencyP99Ms(fromMs, toMs);
      const mostMs = P99_MS[scene.form];
      scene.check(
        `the others’ p99 stays under ${mostMs} ms`,
        p99Ms - scene.lostMs(fromMs, toMs) < mostMs,
        `${Math.round(p99Ms)} ms`,
      );
      for (const { strand, expected } of bad) {
        const outcomes = await scene.world.sql.query<{ outcome: string; count: string }>(
          `select coalesce(a.reason, a.outcome) as outcome, count(*) from attempts a
           join deliveries d on d.id = a.delivery_id and d.accepted_at = a.accepted_at where d.tenant = $1 group by 1`,
          [strand.tenant.id],
        );
        const seen = outcomes.map(({ outcome, count }) => `${count} ${outcome}`);
        const isRight = outcomes.length === 1 && outcomes[0]?.outcome === expected;
        scene.check(`${strand.name} is recorded as ${expected}`, isRight, seen);
        await strand.tenant.delete(strand.endpoint);
      }
      await new Promise((resolve) => server.close(resolve));
    };
  },
};

/** What endpoints do. */
export const receivers: readonly Scenario[] = [allAtOnce];
