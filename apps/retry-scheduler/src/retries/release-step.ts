import type { DueRetry } from '@postrider/persistence';
import { topics } from '@postrider/schemas';
import { sendStep, type Step } from '@postrider/tracing';

/** In a trace, the release of what was due again: from here on the next attempt has its own way through the dispatcher. */
export const releaseStep = ({ deliveryId, endpoint, trigger, run, number }: DueRetry): Step =>
  sendStep(topics.redeliveries.name, {
    'postrider.delivery.id': deliveryId,
    'postrider.endpoint.id': endpoint,
    'postrider.attempt.number': number,
    'postrider.attempt.trigger': trigger,
    'postrider.delivery.run': run,
  });
