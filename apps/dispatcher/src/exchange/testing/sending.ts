import { AddressRange, EgressPolicy } from '@postrider/egress';
import type { OutgoingRequest } from '../exchange.js';

/** A policy that lets tests call their own receivers, and nothing but this machine. */
export const loopbackPolicy = new EgressPolicy([AddressRange.of('127.0.0.0/8')]);

/** A small request with a time-out that no test waits for. */
export function post(url: URL): OutgoingRequest {
  const headers = { 'content-type': 'application/json' };
  return { url, method: 'POST', headers, body: Buffer.from('{}'), timeoutMs: 30_000 };
}
