import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { leasePort, portIsFree } from './free-port.js';

describe('free ports', () => {
  it('are leased to one asker each, also when many ask at the same time', async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, () => leasePort()));
    expect(new Set(ports).size).toBe(50);
  });

  it('aren’t free while a program listens on them, on whichever address', async () => {
    for (const host of ['127.0.0.1', '0.0.0.0']) {
      const port = await leasePort();
      expect(await portIsFree(port)).toBe(true);
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(port, host, resolve));
      expect(await portIsFree(port)).toBe(false);
      await new Promise((resolve) => server.close(resolve));
      expect(await portIsFree(port)).toBe(true);
    }
  });
});
