import type { components } from './api/ingestion.js';

/** Why Postrider refused a request, RFC 9457: `code` is stable, `detail` says what to do, `errors` where. */
export type Problem = components['schemas']['Problem'];

/** A request that Postrider refused, or that was answered by something that isn't Postrider: then without `problem`. */
export class PostriderError extends Error {
  override readonly name = 'PostriderError';

  constructor(
    readonly status: number,
    readonly problem: Problem | undefined,
  ) {
    super(problem ? `${problem.code}: ${problem.detail}${placesOf(problem)}` : `the answer has status ${status}`);
  }

  /** The problem's code; undefined when it isn't Postrider's answer. */
  get code(): Problem['code'] | undefined {
    return this.problem?.code;
  }
}

const placesOf = ({ errors = [] }: Problem): string =>
  errors.map(({ path, message }) => `; ${path || 'the body'} ${message}`).join('');

/** What a client of `openapi-fetch` answers. */
interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** The data of an answer; throws {@link PostriderError} when there is a problem instead. */
export function unwrap<T>({ data, error, response }: Answer<T>): T {
  if (!response.ok) throw new PostriderError(response.status, isProblem(error) ? error : undefined);
  return data as T;
}

const isProblem = (error: unknown): error is Problem => typeof error === 'object' && error !== null && 'code' in error;
