import { publish, type Published, type PublishPlan } from './publish.js';
import { answerCalls } from './worker-calls.js';

/* The thread that publishes, so that nothing else delays what it measures. */

/** What it can be asked. */
export interface PublisherCalls {
  readonly publish: { readonly input: PublishPlan; readonly output: Published };
}

answerCalls<PublisherCalls>({ publish });
