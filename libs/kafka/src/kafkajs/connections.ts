import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactoryArgs } from 'kafkajs';

/** kafkajs leaves Nagle's algorithm on: against delayed acknowledgements that costs 40 ms a request. */
export function socketFactory({ host, port, ssl, onConnect }: ISocketFactoryArgs) {
  if (!ssl) return connectTcp({ host, port, noDelay: true, keepAlive: true }, onConnect);
  // An address is no server name (RFC 6066, section 3).
  const socket = connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }), ...ssl }, onConnect);
  socket.setNoDelay(true);
  socket.setKeepAlive(true);
  return socket;
}

/** A connection that fails half-way is taken down: else each try to come back would leave one open. */
export async function orDisconnect(
  connection: { disconnect(): Promise<void> },
  open: () => Promise<void>,
): Promise<void> {
  try {
    await open();
  } catch (error) {
    void connection.disconnect().catch(() => undefined);
    throw error;
  }
}
