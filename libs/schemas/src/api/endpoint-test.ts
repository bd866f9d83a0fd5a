import { z } from 'zod';
import { DeliveryId } from '../ids.js';
import { EventId, EventTypeName } from '../text.js';

/** The body of `POST …/endpoints/{id}/test`. */
export const EndpointTest = z.strictObject({
  eventType: EventTypeName.optional().describe(
    'Whose example is sent; without it, an event of type postrider.endpoint.test.',
  ),
});

export type EndpointTest = z.infer<typeof EndpointTest>;

/** The answer to it. */
export const EndpointTestStarted = z
  .object({
    delivery: DeliveryId.describe('Known to GET …/deliveries/{id} as soon as the log has it.'),
    event: EventId,
  })
  .meta({ id: 'EndpointTestStarted' });

export type EndpointTestStarted = z.infer<typeof EndpointTestStarted>;
