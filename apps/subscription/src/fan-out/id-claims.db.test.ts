import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLog, Metrics } from '@postrider/observability';
import { migrate, Sql, type ClaimingRecord } from '@postrider/persistence';
import { eventually, scratchDatabase, type ScratchDatabase } from '@postrider/testing';
import { ManualClock, SystemClock } from '@postrider/time';
import { IdClaims } from './id-claims.js';

/** A way to a server that can be cut and mended. */
class Line {
  readonly #sockets = new Set<Socket>();
  #cut = false;

  private constructor(
    private readonly server: Server,
    private readonly url: URL,
  ) {
    server.on('connection', (socket) => this.#join(socket));
  }

  static async to(url: string): Promise<Line> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Line(server, new URL(url));
  }

  get through(): string {
    const url = new URL(this.url);
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  cut(): void {
    this.#cut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#cut = false;
  }

  close(): void {
    this.cut();
    this.server.close();
  }

  #join(socket: Socket): void {
    if (this.#cut) {
      socket.destroy();
      return;
    }
    const onward = connect(Number(this.url.port), this.url.hostname);
    for (const end of [socket, onward]) {
      this.#sockets.add(end);
      end.on('error', () => end.destroy());
      end.on('close', () => {
        this.#sockets.delete(end);
        socket.destroy();
        onward.destroy();
      });
    }
    socket.pipe(onward).pipe(socket);
  }
}

let nextOffset = 0;

function recordFor(eventId: string, acceptedAt = new Date().toISOString()): ClaimingRecord {
  return {
    tenant: 'acme',
    eventId,
    topic: 'postrider.events',
    partition: 0,
    offset: nextOffset++,
    type: 'a',
    timestamp: acceptedAt,
    acceptedAt,
  };
}

describe('claims of event ids', () => {
  let database: ScratchDatabase;
  let line: Line;
  const log = createLog('test', 'silent');
  const sqls: Sql[] = [];

  /** By a clock that stands still unless it's moved: then the database is waited for, however slow the machine is. */
  const claimsOf = (url: string, clock = new ManualClock()): IdClaims => {
    const sql = new Sql({ url, connections: 2, statementTimeoutMs: 60_000 }, log, new Metrics('test'));
    sqls.push(sql);
    return new IdClaims(sql, 3600, clock, log, new Metrics('test'));
  };

  beforeAll(async () => {
    database = await scratchDatabase();
    await migrate(database.url, new SystemClock());
    line = await Line.to(database.url);
  });
  afterAll(async () => {
    line.close();
    await Promise.all(sqls.map((sql) => sql.close()));
    await database.drop();
  });

  it('are decided between processes: the first record has the id, and has it when it is read again', async () => {
    const [one, other] = [claimsOf(database.url), claimsOf(database.url)];
    const first = recordFor('evt_shared');
    expect(await one.isLate(first)).toBe(false);
    expect(await other.isLate(recordFor('evt_shared'))).toBe(true);
    expect(await other.isLate(first)).toBe(false);
    expect(await one.isLate(recordFor('evt_shared'))).toBe(true);
  });

  it('of many records at once are decided as one after another', async () => {
    const claims = claimsOf(database.url);
    const records = Array.from({ length: 300 }, (_, index) => recordFor(`evt_many_${index % 100}`));
    const late = await Promise.all(records.map((record) => claims.isLate(record)));
    expect(late).toEqual(records.map((_, index) => index >= 100));
  });

  it('are decided from memory while the database is away, and written down when it is back', async () => {
    const clock = new ManualClock();
    const claims = claimsOf(line.through, clock);
    expect(await claims.isLate(recordFor('evt_before'))).toBe(false);
    line.cut();
    const meanwhile = recordFor('evt_meanwhile');
    expect(await claims.isLate(meanwhile)).toBe(false);
    expect(await claims.isLate(meanwhile)).toBe(false);
    expect(await claims.isLate(recordFor('evt_meanwhile'))).toBe(true);
    expect(await claims.isLate(recordFor('evt_before'))).toBe(true);
    line.mend();
    await eventually('the claim to be written down, though no other is made', async () => {
      await clock.advance(100);
      const rows = await sqls[0]?.query(
        `select 1 from event_claims where event_id = 'evt_meanwhile' and record_offset = $1`,
        [meanwhile.offset],
      );
      return rows?.length === 1;
    });
    const other = claimsOf(database.url);
    expect(await other.isLate(recordFor('evt_meanwhile'))).toBe(true);
    expect(await other.isLate(meanwhile)).toBe(false);
  });
});
