import { problem, problems, type Fault, type Problem, type ProblemCode } from '@postrider/schemas';

/** A request that can't be met; answered as its problem document. */
export class ProblemError extends Error {
  readonly document: Problem;

  constructor(
    readonly code: ProblemCode,
    detail?: string,
    faults?: readonly Fault[],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    const document = problem(code, detail, faults);
    super(document.detail);
    this.document = document;
  }

  get status(): number {
    return problems[this.code].status;
  }
}

/** Nothing there, or nothing that this caller may see: the same answer for both. */
export const notFound = (what: string): ProblemError => new ProblemError('not_found', `There is no such ${what}.`);
