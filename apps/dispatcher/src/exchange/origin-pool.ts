import { Connection, type Carried, type Keeper, type Site } from './connection.js';
import type { Line } from './open-exchange.js';

/** Told when a pool has nothing under way any more, when it has no connection either, and of every one it closes. */
export interface PoolWatch {
  idle(pool: OriginPool): void;
  empty(pool: OriginPool): void;
  closing(closed: Promise<void>): void;
}

/**
 * The connections to one origin: as many as there are exchanges with it at a time, whose number the sender's user limits.
 * Nobody waits for one: that would be our own shortage, and look like a receiver that hangs.
 */
export class OriginPool implements Line, Keeper {
  readonly #connections = new Set<Connection>();
  readonly #idle: Connection[] = [];

  constructor(
    private readonly site: Site,
    private readonly watch: PoolWatch,
  ) {}

  /** What tells it from other pools. */
  get key(): string {
    return this.site.key;
  }

  /** Connections that are open, or being made. */
  get connections(): number {
    return this.#connections.size;
  }

  join(exchange: Carried): void {
    // The one that was used last goes first, so that the others can grow old and close.
    (this.#idle.pop() ?? this.#open()).carry(exchange);
  }

  free(connection: Connection): void {
    this.#idle.push(connection);
    this.#report();
  }

  gone(connection: Connection, closed: Promise<void>): void {
    this.watch.closing(closed);
    this.#connections.delete(connection);
    const index = this.#idle.indexOf(connection);
    if (index !== -1) this.#idle.splice(index, 1);
    this.#report();
  }

  /** Closes the connections that carry nothing. */
  closeIdle(): void {
    for (const connection of [...this.#idle]) connection.destroy();
  }

  #open(): Connection {
    const connection = new Connection(this.site, this);
    this.#connections.add(connection);
    return connection;
  }

  #report(): void {
    if (this.#connections.size === 0) this.watch.empty(this);
    else if (this.#connections.size === this.#idle.length) this.watch.idle(this);
  }
}
