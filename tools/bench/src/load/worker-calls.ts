import { parentPort, Worker } from 'node:worker_threads';

/** What can be asked of a worker thread: by name, what goes in and what comes out. */
export type Calls<C> = Readonly<Record<keyof C, { readonly input: unknown; readonly output: unknown }>>;

interface Asked {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

type Answered = { readonly id: number; readonly output: unknown } | { readonly id: number; readonly error: string };

interface Waiting {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A worker thread that is asked things, each by a message and answered by one. */
export class CalledWorker<C extends Calls<C>> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #ended: Error | undefined;

  constructor(script: URL) {
    this.#worker = new Worker(script);
    this.#worker.on('message', (answer: Answered) => this.#take(answer));
    this.#worker.on('error', (error) => this.#failAll(error));
    this.#worker.on('exit', () => this.#failAll(new Error('the worker ended')));
  }

  /** Rejects with what the worker said when it couldn't, or when it ends before it answers. */
  call<N extends keyof C & string>(name: N, input: C[N]['input']): Promise<C[N]['output']> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = this.#asked++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, name, input } satisfies Asked);
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #take(answer: Answered): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('error' in answer) waiting?.reject(new Error(answer.error));
    else waiting?.resolve(answer.output);
  }

  #failAll(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** The other side: answers what this thread is asked, for as long as it lives. */
export function answerCalls<C extends Calls<C>>(handlers: {
  readonly [N in keyof C]: (input: C[N]['input']) => C[N]['output'] | Promise<C[N]['output']>;
}): void {
  const port = parentPort;
  const byName = new Map<string, (input: never) => unknown>(Object.entries(handlers));
  port?.on('message', ({ id, name, input }: Asked) => {
    Promise.resolve()
      .then(() => {
        const handler = byName.get(name);
        if (!handler) throw new Error(`nobody answers ${name}`);
        return handler(input as never);
      })
      .then(
        (output) => port.postMessage({ id, output } satisfies Answered),
        (error: unknown) => port.postMessage({ id, error: String(error) } satisfies Answered),
      );
  });
}
