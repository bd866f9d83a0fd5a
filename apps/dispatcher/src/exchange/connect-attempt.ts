import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type SecureContext } from 'node:tls';
import { judgeHost, type EgressPolicy, type Resolve } from '@postrider/egress';
import type { Cancel, Clock } from '@postrider/time';
import type { ConnectTimings } from './exchange.js';
import { codeOf, KnownFailure } from './known-failure.js';
import { ProxyTunnel, type Proxy } from './proxy-tunnel.js';

/** What every connection of a sender is made with. */
export interface Gate {
  readonly policy: EgressPolicy;
  readonly resolve: Resolve;
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  readonly secureContext: SecureContext;
  /** What connections leave by, where they don't go straight. */
  readonly proxy?: Proxy | undefined;
}

/** Where to connect. */
export interface Target {
  readonly secure: boolean;
  /** A name, or an address without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** A TLS session to resume; only ever one of the same origin. */
  readonly session: Buffer | undefined;
}

/** Told once how an attempt ended. */
export type Connected = (outcome: Socket | KnownFailure) => void;

/**
 * How long one address may take before the next one is tried (RFC 8305 section 5). Node's 250 ms, after which it gives
 * an address up, is less than some round trips.
 */
const NEXT_ADDRESS_AFTER_MS = 1000;
/** How many of a name's addresses a proxy is asked for, one after another. */
const MAX_TUNNELS = 4;

/**
 * One try to connect: resolves the host, judges every answer, and connects to the answers that were judged and to
 * nothing else, so that a name which resolves differently a moment later (DNS rebinding) gains nothing by it. TLS
 * verifies the name, however the address was found.
 */
export class ConnectAttempt {
  #phase: 'resolving' | 'connecting' | 'securing' = 'resolving';
  #socket: Socket | undefined;
  #tunnel: ProxyTunnel | undefined;
  #address: string | undefined;
  #ended = false;
  readonly #cancelTimer: Cancel;
  /** Filled in step by step. */
  readonly timings: ConnectTimings = {};
  #stepFromMs: number;

  constructor(
    private readonly target: Target,
    private readonly gate: Gate,
    private readonly connected: Connected,
  ) {
    this.#stepFromMs = gate.clock.monotonic();
    this.#cancelTimer = gate.clock.after(gate.connectTimeoutMs, () => this.#end(this.tookTooLong()));
    void this.#resolve();
  }

  /** The failure that time running out now would be. */
  tookTooLong(): KnownFailure {
    switch (this.#phase) {
      case 'resolving':
        return new KnownFailure('dns', "the host name couldn't be resolved in time");
      case 'connecting':
        return new KnownFailure('connect_timeout', "the connection couldn't be made in time");
      case 'securing':
        return new KnownFailure('connect_timeout', "the TLS handshake wasn't finished in time");
    }
  }

  /** Stops at once; {@link Connected} isn't called any more. */
  cancel(): void {
    this.#ended = true;
    this.#cancelTimer();
    this.#tunnel?.cancel();
    this.#socket?.destroy();
  }

  /** The address that was connected to: behind a proxy, if there is one. */
  get address(): string | undefined {
    return this.#address ?? this.#socket?.remoteAddress;
  }

  async #resolve(): Promise<void> {
    const verdict = await judgeHost(this.target.hostname, this.gate.policy, this.gate.resolve);
    if (this.#ended) return;
    this.timings.dnsMs = this.#stepMs();
    switch (verdict.kind) {
      case 'allowed': {
        this.#connect(verdict.addresses);
        return;
      }
      case 'forbidden': {
        this.#end(new KnownFailure('address_forbidden', verdict.message));
        return;
      }
      case 'unresolvable': {
        this.#end(new KnownFailure('dns', verdict.message));
        return;
      }
    }
  }

  #connect(addresses: readonly string[]): void {
    this.#phase = 'connecting';
    const { hostname, port, secure } = this.target;
    const { proxy } = this.gate;
    if (proxy && !proxy.except.has(hostname, addresses))
      return this.#connectThrough(proxy, addresses.slice(0, MAX_TUNNELS));
    const options = {
      // An address is connected to as it stands, and was judged as such; a name is "looked up" in what was judged.
      host: hostname,
      port,
      lookup: pinnedTo(addresses),
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER_MS,
    };
    const socket = secure ? connectTls({ ...options, ...this.#tls() }) : connectTcp(options);
    socket.setNoDelay(true);
    socket.once('connect', () => {
      this.#phase = 'securing';
      this.timings.connectMs = this.#stepMs();
    });
    this.#follow(socket, secure ? 'secureConnect' : 'connect');
  }

  #connectThrough(proxy: Proxy, [address, ...others]: readonly string[]): void {
    if (address === undefined) throw new TypeError('a host that is allowed has no address');
    this.#tunnel = new ProxyTunnel(proxy, { address, port: this.target.port }, (outcome) => {
      this.#tunnel = undefined;
      if (outcome instanceof KnownFailure && others.length > 0) return this.#connectThrough(proxy, others);
      if (outcome instanceof KnownFailure) return this.#end(outcome);
      this.#address = address;
      this.timings.connectMs = this.#stepMs();
      if (!this.target.secure) {
        this.#socket = outcome;
        return this.#end(outcome);
      }
      this.#phase = 'securing';
      this.#follow(connectTls({ socket: outcome, ...this.#tls() }), 'secureConnect');
    });
  }

  #tls(): ConnectionOptions {
    const { hostname, session } = this.target;
    return {
      // RFC 6066 section 3: no address, and no trailing dot.
      servername: isIP(hostname) === 0 ? hostname.replace(/\.$/, '') : '',
      // What TLS verifies, also where a proxy is connected to.
      host: hostname,
      secureContext: this.gate.secureContext,
      // Said outright, or NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment would switch it off.
      rejectUnauthorized: true,
      ALPNProtocols: ['http/1.1'],
      session,
    };
  }

  #follow(socket: Socket, ready: 'connect' | 'secureConnect'): void {
    this.#socket = socket;
    const failed = (error: unknown): void => this.#end(this.#failureOf(error));
    socket.on('error', failed);
    socket.once(ready, () => {
      if (ready === 'secureConnect') this.timings.tlsMs = this.#stepMs();
      socket.off('error', failed);
      this.#end(socket);
    });
  }

  #stepMs(): number {
    const fromMs = this.#stepFromMs;
    this.#stepFromMs = this.gate.clock.monotonic();
    return this.#stepFromMs - fromMs;
  }

  #failureOf(error: unknown): KnownFailure {
    const code = codeOf(error);
    if (this.#phase === 'securing') return new KnownFailure('tls', `the TLS handshake failed (${code})`);
    switch (code) {
      case 'ECONNREFUSED':
        return new KnownFailure('connect_refused', 'the connection was refused');
      case 'ETIMEDOUT':
        return this.tookTooLong();
      case 'ECONNRESET':
        return new KnownFailure('connection_reset', 'the connection was closed while it was made');
      default:
        return new KnownFailure('network', `the connection couldn't be made (${code})`);
    }
  }

  #end(outcome: Socket | KnownFailure): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelTimer();
    if (outcome instanceof KnownFailure) {
      this.#tunnel?.cancel();
      this.#socket?.destroy();
    }
    this.connected(outcome);
  }
}

function pinnedTo(addresses: readonly string[]): LookupFunction {
  const answers = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_hostname, _options, callback) => callback(null, answers);
}
