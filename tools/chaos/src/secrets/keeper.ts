import { randomBytes } from 'node:crypto';
import { OpenLoop, type Mailbox, type Tenant } from '@postrider/outside';
import { PortalToken } from '@postrider/schemas';
import { selfSigned } from '@postrider/testing';
import type { World } from '../world.js';

/** Events a second: enough for each of its endpoints to fail and be tried again during a fault. */
const PER_SECOND = 1;

/**
 * A tenant with a credential of every kind, whose receivers refuse what comes first, and mark what they answer: what is
 * logged of its troubles has every opportunity to tell.
 */
export class Keeper {
  private constructor(
    private readonly tenant: Tenant,
    private readonly load: OpenLoop,
  ) {}

  /** Publishes from now on, by a key of its own. */
  static async start(world: World): Promise<Keeper> {
    const { secrets } = world;
    const made = (what: string): string => secrets.add(what, randomBytes(24).toString('base64url'));
    const tenant = await world.deployment.tenant();
    const open = async (settings: object, url = (plain: string) => plain): Promise<void> => {
      const mailbox = world.mailbox();
      refuseFirst(mailbox, made('the body of an answer'));
      const { secret } = await tenant.register(mailbox, { ...settings, url: url(world.urlOf(mailbox)) });
      secrets.add('the secret of an endpoint', secret);
    };
    const { key, cert: certificate } = selfSigned('client.example');
    secrets.add('the key of a client certificate', key);

    const password = made('the password of an endpoint');
    secrets.add('the credentials of an endpoint', `postrider:${password}`);
    await open({ auth: { type: 'basic', username: 'postrider', password } });
    await open({ auth: { type: 'bearer', token: made('the token of an endpoint') } });
    await open({ auth: { type: 'apiKey', header: 'x-api-key', value: made('the API key of an endpoint') } });
    await open({ headers: { 'x-token': made('a header of an endpoint') } });
    await open({}, (url) => `${url}?token=${made('a token in a URL')}`);
    await open({ auth: oauth2(world, made) });
    // No receiver of ours speaks TLS: it comes as far as that.
    await open({ auth: { type: 'mtls', key, certificate } }, (url) => url.replace('http:', 'https:'));
    await open({ subscriptions: [{ eventTypes: [tenant.type], transform: TELLTALE }] });

    const publisher = tenant.as(secrets.add('an API key', (await tenant.key('publish')).key));
    const load = new OpenLoop(publisher, PER_SECOND, () => ({ data: { card: made('the data of an event') } }));
    return new Keeper(tenant, load).lookAround(made, secrets);
  }

  /** What is refused is told of as well. */
  private async lookAround(made: (what: string) => string, secrets: World['secrets']): Promise<this> {
    const { tenant } = this;
    const { token } = await tenant.client.get(PortalToken, 'subscription', 'POST', tenant.path('/portal-tokens'), {
      body: {},
    });
    await tenant.as(secrets.add('a portal token', token)).deliveries();
    const refused = made('a key that there is none of');
    await tenant.client.as(refused).ask('ingestion', 'POST', tenant.path('/events'), { body: { type: tenant.type } });
    await tenant.client.ask('ingestion', 'POST', tenant.path('/events'), {
      body: `{"data":"${made('what is no JSON')}`,
    });
    return this;
  }

  stop(): Promise<void> {
    return this.load.stop();
  }
}

/** Its failure is said in words, and those are its event's. */
const TELLTALE = {
  language: 'javascript',
  code: 'const transform = (event) => { throw new Error(JSON.stringify(event.data)); };',
};

function refuseFirst(mailbox: Mailbox, body: string): void {
  const seen = new Set<string>();
  mailbox.otherwise = (response, { id }) => {
    response.writeHead(seen.has(id) ? 200 : 500, { 'x-answer': body }).end(body);
    seen.add(id);
  };
}

function oauth2(world: World, made: (what: string) => string): object {
  const issuer = world.mailbox();
  issuer.otherwise = (response) => {
    const token = made('an access token');
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 5 }));
  };
  const clientSecret = made('the secret of a client');
  return { type: 'oauth2', tokenUrl: world.urlOf(issuer), clientId: 'postrider', clientSecret };
}
