import { isDeepStrictEqual } from 'node:util';
import { Problem, problems } from '@postrider/schemas';
import type { z } from 'zod';

/** Which of the two services with an API is asked. */
export type Api = 'ingestion' | 'subscription';

/** What goes with a request beside its method and path. */
export interface Asked {
  /** Sent as JSON; bytes and text as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Postrider's answer, as it came. */
export class Answered {
  constructor(
    readonly status: number,
    readonly headers: Headers,
    readonly body: Buffer,
  ) {}

  get json(): unknown {
    return JSON.parse(this.body.toString('utf8')) as unknown;
  }

  /** The problem document that a refusal is; throws when it isn't one, or isn't what its code says. */
  get problem(): Problem {
    if (!/^application\/problem\+json\b/.test(this.headers.get('content-type') ?? '')) {
      throw new Error(`${this.status} is no problem document: ${this.body.toString('utf8').slice(0, 500)}`);
    }
    const problem = exactly(Problem, this.json);
    if (problem.status !== this.status || problems[problem.code].status !== this.status) {
      throw new Error(`${problem.code} came with status ${this.status}`);
    }
    return problem;
  }
}

/** Postrider refused a request. */
export class Refused extends Error {
  readonly status: number;
  readonly problem: Problem;
  readonly headers: Headers;

  constructor(request: string, { status, headers, problem }: Answered) {
    super(`${request}: ${status} ${problem.code}: ${problem.detail} ${JSON.stringify(problem.errors ?? [])}`);
    this.status = status;
    this.headers = headers;
    this.problem = problem;
  }

  get code(): string {
    return this.problem.code;
  }
}

/** Speaks to both APIs with one key, and reads answers by the published shapes: one that drifts from them is a fault. */
export class PostriderClient {
  constructor(
    private readonly addresses: Readonly<Record<Api, string>>,
    private readonly key: string,
  ) {}

  /** The same with another key. */
  as(key: string): PostriderClient {
    return new PostriderClient(this.addresses, key);
  }

  /** Asks, and takes whatever is answered. */
  async ask(api: Api, method: string, path: string, { body, headers }: Asked = {}): Promise<Answered> {
    const response = await fetch(this.addresses[api] + path, {
      method,
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && {
        body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
      }),
    });
    return new Answered(response.status, response.headers, Buffer.from(await response.arrayBuffer()));
  }

  /** Asks for what has this shape; rejects with {@link Refused} when there is a problem. */
  async get<S extends z.ZodType>(
    shape: S,
    api: Api,
    method: string,
    path: string,
    asked?: Asked,
  ): Promise<z.output<S>> {
    const answered = await this.ask(api, method, path, asked);
    if (answered.status >= 300) throw new Refused(`${method} ${path}`, answered);
    return exactly(shape, answered.json);
  }

  /** Asks for something to be done that has no answer but that it's done. */
  async do(api: Api, method: string, path: string, asked?: Asked): Promise<void> {
    const answered = await this.ask(api, method, path, asked);
    if (answered.status >= 300) throw new Refused(`${method} ${path}`, answered);
    if (answered.status !== 204 || answered.body.length > 0) throw new Error(`${method} ${path}: ${answered.status}`);
  }
}

/** Reads JSON by its shape, and refuses what the shape doesn't name. */
function exactly<S extends z.ZodType>(shape: S, json: unknown): z.output<S> {
  const parsed = shape.parse(json);
  if (!isDeepStrictEqual(parsed, json)) throw new Error(`not the shape that is published: ${JSON.stringify(json)}`);
  return parsed;
}
