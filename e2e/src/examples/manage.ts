import { allPages, Postrider, unwrap } from '@postrider/sdk';

export async function manage(managementUrl: string, key: string, receiverUrl: string): Promise<string> {
  const { management } = new Postrider({ ingestionUrl: managementUrl, managementUrl, key });
  const tenant = { path: { tenant: 'acme' } };

  unwrap(await management.PUT('/v1/tenants/{tenant}', { params: tenant, body: { name: 'Acme' } }));
  unwrap(
    await management.PUT('/v1/event-types/{type}', {
      params: { path: { type: 'order.created' } },
      body: { description: 'An order was placed.' },
    }),
  );
  const { id, secret } = unwrap(
    await management.POST('/v1/tenants/{tenant}/endpoints', {
      params: tenant,
      body: { url: receiverUrl, subscriptions: [{ eventTypes: ['order.*'] }] },
    }),
  );

  const endpoints = allPages(async (cursor) =>
    unwrap(await management.GET('/v1/tenants/{tenant}/endpoints', { params: { ...tenant, query: { cursor } } })),
  );
  for await (const endpoint of endpoints) if (endpoint.id === id) return secret;
  throw new Error('the list has every endpoint');
}
