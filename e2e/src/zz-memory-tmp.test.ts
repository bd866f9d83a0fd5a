import { Agent, request } from 'node:http';
import { afterAll, beforeAll, it, jest } from '@jest/globals';
import { Deployment } from './outside/deployment.js';
import { silence } from './outside/receiver.js';

jest.setTimeout(280_000);
let postrider: Deployment;
beforeAll(async () => { postrider = await Deployment.start(); });
afterAll(() => postrider.stop());

it('memory', async () => {
  const tenants = await Promise.all(Array.from({ length: 20 }, () => postrider.tenant()));
  for (const tenant of tenants) { const box = postrider.receiver.mailbox(); box.otherwise = silence; await tenant.register(box, {}); }
  const agent = new Agent({ keepAlive: true, maxSockets: 48 });
  const address = postrider.stack.service('ingestion').address;
  const body = JSON.stringify({ type: 'order.created', data: { pad: 'x'.repeat(1000) } });
  const publish = (n: number) => new Promise<void>((resolve, reject) => {
    const r = request(`${address}${tenants[n % 20]?.path('/events')}`, { agent, method: 'POST', headers: { authorization: `Bearer ${postrider.stack.adminKey}`, 'content-type': 'application/json' } }, (res) => { res.resume(); res.on('end', resolve); if (res.statusCode !== 202) process.stderr.write(`${res.statusCode}\n`); });
    r.on('error', reject); r.end(body);
  });
  let n = 0; let most = 0; let seen = '';
  const sample = async () => {
    const text = await (await fetch(`${postrider.stack.service('dispatcher').address}/metrics`)).text();
    most = Math.max(most, Number(/^process_resident_memory_bytes\{[^}]*\} (\S+)/m.exec(text)?.[1]));
    seen = text.split('\n').filter((l) => /postrider_(breaker|endpoint_breakers|slots|deliveries_handed|deliveries_waiting|attempts_total|records_in_progress)/.test(l) && !l.startsWith('#')).join('\n');
  };
  const startMs = performance.now(); const until = startMs + 100_000;
  const timer = setInterval(() => void sample(), 1000);
  await Promise.all(Array.from({ length: 48 }, async () => { while (n < 40_000 && performance.now() < until) await publish(n++); }));
  process.stderr.write(`published ${n} in ${Math.round(performance.now() - startMs)} ms\n`);
  await new Promise((resolve) => setTimeout(resolve, 20_000));
  clearInterval(timer);
  await sample();
  process.stderr.write(`most ${Math.round(most / 1048576)} MiB\n${seen}\n`);
  agent.destroy();
});
