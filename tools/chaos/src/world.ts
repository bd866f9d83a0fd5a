import { createLog, Metrics } from '@postrider/observability';
import { Deployment, type Mailbox } from '@postrider/outside';
import { Sql } from '@postrider/persistence';
import { KnownSecrets } from './secrets/known-secrets.js';
import { Steering } from './steering/steering.js';

/** As it's shipped; or with processes whose clock and name server can be chosen while they run. */
export type WorldKind = 'shipped' | 'steered';

/** Retries soon, so that a run ends soon, and enough of them for the longest fault. */
const RETRIES = '1,1,2,2,5,5,10,10,30,30';
const STATEMENT_TIMEOUT_MS = 120_000;

/** A whole Postrider that scenarios share, one after another. */
export class World {
  /** What is in no log, whatever happens. */
  readonly secrets = new KnownSecrets();

  private constructor(
    readonly deployment: Deployment,
    /** The platform's database, for what is looked at beside its API. */
    readonly sql: Sql,
    /** Only in the steered world. */
    private readonly steered: Steering | undefined,
  ) {
    const { env } = deployment.stack;
    this.secrets.add('the admin key', env.POSTRIDER_ADMIN_KEY ?? '');
    this.secrets.add('the key of keys', env.POSTRIDER_SECRET_KEY ?? '');
    this.secrets.add('the password of Postgres', decodeURIComponent(new URL(env.DATABASE_URL ?? '').password));
  }

  static async start(kind: WorldKind): Promise<World> {
    const steered = kind === 'steered' ? await Steering.start() : undefined;
    const deployment = await Deployment.start({
      env: { RETRY_SCHEDULE_SECONDS: RETRIES, ...steered?.variables },
      receiverHost: steered && '0.0.0.0',
    });
    const { connectionString: url } = deployment.stack.postgres;
    const options = { url, connections: 2, statementTimeoutMs: STATEMENT_TIMEOUT_MS };
    return new World(deployment, new Sql(options, createLog('chaos', 'silent'), new Metrics('chaos')), steered);
  }

  get steering(): Steering {
    if (!this.steered) throw new Error('This scenario needs the steered world.');
    return this.steered;
  }

  mailbox(): Mailbox {
    return this.deployment.receiver.mailbox({ forgets: true, anyTime: this.steered !== undefined });
  }

  /** Where its endpoint is: in the steered world at a name, so that which process calls it can be told by the address. */
  urlOf({ url }: Mailbox, host = this.steered && Steering.receiverName): string {
    return host === undefined ? url : url.replace('127.0.0.1', host);
  }

  async stop(): Promise<void> {
    await this.sql.close();
    await this.deployment.stop();
    await this.steered?.stop();
  }
}
