import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * A way to the broker that can be cut, for faults of the network in a test. What a broker says of where it is reached
 * is changed on the way, so that every connection of a client leads through here.
 */
export class BrokerProxy {
  readonly #sockets = new Set<Socket>();
  #open = true;
  #frozen = false;
  #damage: { readonly what: Buffer; times: number } | undefined;

  private constructor(
    private readonly server: Server,
    private readonly broker: { readonly host: string; readonly port: number },
  ) {
    server.on('connection', (client) => {
      this.#join(client);
    });
  }

  static async start(broker: string): Promise<BrokerProxy> {
    const [host = '', port] = broker.split(':');
    const server = createServer();
    const proxy = new BrokerProxy(server, { host, port: Number(port) });
    server.listen(0, host);
    await once(server, 'listening');
    return proxy;
  }

  /** As KAFKA_BROKERS. */
  get address(): string {
    return `${this.broker.host}:${this.#port}`;
  }

  /** Ends every connection, and lets none begin until {@link restore}. */
  cut(): void {
    this.#open = false;
    this.dropConnections();
  }

  /** Ends every connection; new ones may begin. */
  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Connections stay, and nothing gets through in either direction until {@link restore}. */
  freeze(): void {
    this.#frozen = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** Changes a byte of a text where a broker answers with it, so many times. */
  damage(text: string, times: number): void {
    this.#damage = { what: Buffer.from(text), times };
  }

  /** How often that is still to be done. */
  get damagesLeft(): number {
    return this.#damage?.times ?? 0;
  }

  restore(): void {
    this.#open = true;
    this.#frozen = false;
    for (const socket of this.#sockets) socket.resume();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  get #port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  #join(client: Socket): void {
    if (!this.#open) {
      client.destroy();
      return;
    }
    const { host, port } = this.broker;
    const broker = connect({ host, port, noDelay: true });
    client.setNoDelay(true);
    client.on('data', (bytes) => broker.write(bytes));
    const whole = framesOf((frame) => client.write(this.#damaged(this.#readdressed(frame))));
    broker.on('data', whole);
    for (const [socket, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      this.#sockets.add(socket);
      if (this.#frozen) socket.pause();
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }

  #damaged(frame: Buffer): Buffer {
    const at = this.#damage ? frame.indexOf(this.#damage.what) : -1;
    if (!this.#damage || this.#damage.times === 0 || at < 0) return frame;
    this.#damage.times -= 1;
    frame.writeUInt8(frame.readUInt8(at) ^ 1, at);
    return frame;
  }

  /** Addresses are a text and four bytes of port. */
  #readdressed(frame: Buffer): Buffer {
    const [theirs, ours] = [this.broker.port, this.#port].map((port) => {
      const bytes = Buffer.alloc(4);
      bytes.writeInt32BE(port);
      return Buffer.concat([Buffer.from(this.broker.host), bytes]);
    }) as [Buffer, Buffer];
    for (let at = frame.indexOf(theirs); at >= 0; at = frame.indexOf(theirs, at)) ours.copy(frame, at);
    return frame;
  }
}

/** Puts together what belongs together: an answer is four bytes of length and so many more. */
function framesOf(each: (frame: Buffer) => void): (bytes: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE()) {
      const end = 4 + rest.readInt32BE();
      each(Buffer.from(rest.subarray(0, end)));
      rest = rest.subarray(end);
    }
  };
}
