import { Postrider, PostriderError } from '@postrider/sdk';

export async function publish(ingestionUrl: string, key: string): Promise<readonly string[]> {
  const postrider = new Postrider({ ingestionUrl, key });

  // Resolves once the event is on Kafka. A try that failed is made again, and is still one event.
  const { id } = await postrider.publish('acme', {
    type: 'order.created',
    data: { order: 1042, total: '129.90' },
    orderingKey: 'order-1042',
  });

  // JSON that must reach receivers byte for byte, with numbers that JavaScript can't hold.
  const exact = await postrider.publishJson(
    'acme',
    { type: 'order.created' },
    '{"amount":1.0,"id":12345678901234567890}',
  );

  // Up to 1,000 at once; each has its own result.
  const results = await postrider.publishAll('acme', [
    { type: 'order.created', data: { order: 1043 } },
    { type: 'no.such.type', data: {} },
  ]);
  const batched = results.flatMap((result) => ('id' in result ? [result.id] : []));

  try {
    await postrider.publish('acme', { type: 'no.such.type', data: {} });
  } catch (error) {
    if (!(error instanceof PostriderError) || error.code !== 'unknown_event_type') throw error;
  }
  return [id, exact.id, ...batched];
}
