import { Receiver, type Arrivals } from './receiver.js';
import { answerCalls } from './worker-calls.js';

/* The thread that receives. */

/** What it can be asked. */
export interface ReceiverCalls {
  readonly port: { readonly input: undefined; readonly output: number };
  readonly begin: { readonly input: { run: number }; readonly output: null };
  readonly count: { readonly input: undefined; readonly output: number };
  readonly arrivals: { readonly input: undefined; readonly output: Arrivals };
  readonly setGate: { readonly input: { isOpen: boolean }; readonly output: null };
}

const receiver = await Receiver.start();

answerCalls<ReceiverCalls>({
  port: () => receiver.port,
  begin: ({ run }) => {
    receiver.begin(run);
    return null;
  },
  count: () => receiver.count(),
  arrivals: () => receiver.arrivals(),
  setGate: ({ isOpen }) => {
    receiver.setGate(isOpen);
    return null;
  },
});
