import { z } from 'zod';
import { DeliveryId } from '../ids.js';
import { EventId, EventTypeName } from '../text.js';
import { story, withExample } from '../example.js';

/** The body of `POST …/endpoints/{id}/test`. */
export const EndpointTest = withExample(
  z.strictObject({
    eventType: EventTypeName.optional().describe(
      'Whose example is sent; without it, an event of type postrider.endpoint.test.',
    ),
  }),
  { eventType: story.type },
);

export type EndpointTest = z.infer<typeof EndpointTest>;

/** The answer to it. */
export const EndpointTestStarted = withExample(
  z.object({
    delivery: DeliveryId.describe('Known to GET …/deliveries/{id} as soon as the log has it.'),
    event: EventId,
  }),
  { delivery: story.delivery, event: story.event },
).meta({ id: 'EndpointTestStarted' });

export type EndpointTestStarted = z.infer<typeof EndpointTestStarted>;
