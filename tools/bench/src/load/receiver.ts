import { createServer, type Server, type Socket } from 'node:net';
import { HttpMessageReader, type HttpMessage } from './http-message-reader.js';
import { readMark } from './mark.js';
import { monotonicUs } from './monotonic.js';

/** What arrived of one run, and was answered with 200; the n-th of each belong together. */
export interface Arrivals {
  readonly numbers: Float64Array;
  /** The endpoint: the number that its URL ends with. */
  readonly groups: Float64Array;
  readonly sentUs: Float64Array;
  readonly arrivedUs: Float64Array;
}

interface Request {
  readonly socket: Socket;
  readonly path: string;
  readonly body: Buffer;
  readonly arrivedUs: number;
}

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';

/**
 * The endpoints' side: answers 200 on every path, but on `/hang/…` only while the gate is open. What is answered
 * counts as arrived; a request that was given up while it hung never does.
 */
export class Receiver {
  readonly #hanging = new Set<Request>();
  readonly #sockets = new Set<Socket>();
  #numbers: number[] = [];
  #groups: number[] = [];
  #sentUs: number[] = [];
  #arrivedUs: number[] = [];
  #run = 0;
  #gateIsOpen = true;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Receiver> {
    const server = createServer({ noDelay: true });
    const receiver = new Receiver(server);
    server.on('connection', (socket) => receiver.#serve(socket));
    // Hundreds of connections may come at once; the default backlog would have some wait a second for their next try.
    await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, resolve));
    return receiver;
  }

  get port(): number {
    const address = this.server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** From now on only deliveries of this run count. */
  begin(run: number): void {
    this.#run = run;
    [this.#numbers, this.#groups, this.#sentUs, this.#arrivedUs] = [[], [], [], []];
  }

  /** How many wait at the gate. */
  get hanging(): number {
    return this.#hanging.size;
  }

  /** How many have arrived so far. */
  count(): number {
    return this.#numbers.length;
  }

  arrivals(): Arrivals {
    return {
      numbers: Float64Array.from(this.#numbers),
      groups: Float64Array.from(this.#groups),
      sentUs: Float64Array.from(this.#sentUs),
      arrivedUs: Float64Array.from(this.#arrivedUs),
    };
  }

  /** Opens or closes the gate; what hangs at it is answered when it opens. */
  setGate(isOpen: boolean): void {
    this.#gateIsOpen = isOpen;
    if (!isOpen) return;
    for (const request of this.#hanging) this.#answer(request);
    this.#hanging.clear();
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #serve(socket: Socket): void {
    const reader = new HttpMessageReader();
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#forget(socket));
    socket.on('data', (bytes) => {
      const arrivedUs = monotonicUs();
      try {
        for (const message of reader.push(bytes)) this.#take(socket, message, arrivedUs);
      } catch {
        socket.destroy();
      }
    });
  }

  #take(socket: Socket, { startLine, body }: HttpMessage, arrivedUs: number): void {
    const request = { socket, path: startLine.split(' ', 2)[1] ?? '', body, arrivedUs };
    if (!this.#gateIsOpen && request.path.startsWith('/hang/')) this.#hanging.add(request);
    else this.#answer(request);
  }

  #answer({ socket, path, body, arrivedUs }: Request): void {
    if (!socket.writable) return;
    socket.write(OK);
    const mark = readMark(body);
    if (mark?.run !== this.#run) return;
    this.#numbers.push(mark.number);
    this.#groups.push(Number(path.slice(path.lastIndexOf('/') + 1)));
    this.#sentUs.push(mark.sentUs);
    this.#arrivedUs.push(arrivedUs);
  }

  #forget(socket: Socket): void {
    this.#sockets.delete(socket);
    for (const request of this.#hanging) if (request.socket === socket) this.#hanging.delete(request);
  }
}
