import { Connection, type Carried, type Keeper, type Site } from './connection.js';
import type { Line } from './open-exchange.js';

/** Told when a pool has nothing under way any more, when it has no connection either, and of every one it closes. */
export interface PoolWatch {
  idle(pool: OriginPool): void;
  empty(pool: OriginPool): void;
  closing(closed: Promise<void>): void;
}

/** The connections to one origin, and the exchanges that wait for one. */
export class OriginPool implements Line, Keeper {
  readonly #connections = new Set<Connection>();
  readonly #idle: Connection[] = [];
  readonly #waiting = new Set<Carried>();

  constructor(
    private readonly site: Site,
    private readonly watch: PoolWatch,
  ) {}

  get origin(): string {
    return this.site.origin;
  }

  /** Connections that are open, or being made. */
  get connections(): number {
    return this.#connections.size;
  }

  join(exchange: Carried): void {
    // The one that was used last goes first, so that the others can grow old and close.
    const connection = this.#idle.pop() ?? this.#open();
    if (connection) connection.carry(exchange);
    else this.#waiting.add(exchange);
  }

  leave(exchange: Carried): void {
    this.#waiting.delete(exchange);
  }

  free(connection: Connection): void {
    const next = this.#takeWaiting();
    if (next) return connection.carry(next);
    this.#idle.push(connection);
    this.#report();
  }

  gone(connection: Connection, closed: Promise<void>): void {
    this.watch.closing(closed);
    this.#connections.delete(connection);
    const index = this.#idle.indexOf(connection);
    if (index !== -1) this.#idle.splice(index, 1);
    const next = this.#takeWaiting();
    if (next) this.join(next);
    else this.#report();
  }

  /** Closes the connections that carry nothing. */
  closeIdle(): void {
    for (const connection of [...this.#idle]) connection.destroy();
  }

  #open(): Connection | undefined {
    if (this.#connections.size >= this.site.limits.maxConnectionsPerOrigin) return undefined;
    const connection = new Connection(this.site, this);
    this.#connections.add(connection);
    return connection;
  }

  #takeWaiting(): Carried | undefined {
    for (const exchange of this.#waiting) {
      this.#waiting.delete(exchange);
      return exchange;
    }
    return undefined;
  }

  #report(): void {
    if (this.#connections.size === 0) this.watch.empty(this);
    else if (this.#connections.size === this.#idle.length) this.watch.idle(this);
  }
}
