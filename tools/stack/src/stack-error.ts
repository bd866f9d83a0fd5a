/** Why a part of the stack can't be had; callers may branch on it, never on the message. */
export type StackProblem =
  | 'download-failed'
  | 'java-missing'
  | 'java-too-old'
  | 'maven-missing'
  | 'postgres-unsupported'
  | 'prometheus-missing'
  | 'servers-missing'
  | 'runs-already'
  | 'port-taken'
  | 'start-failed'
  | 'kafka-unreachable'
  | 'database-unreachable'
  | 'database-refused'
  | 'database-missing'
  | 'database-too-old'
  | 'migration-failed';

/** A part of the stack can't be had. Its message is one sentence for whoever typed the command. */
export class StackError extends Error {
  constructor(
    readonly problem: StackProblem,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * What an unknown error says, on one line. Told by its shape: an error of the file system or the network belongs to
 * another realm than code that a test runner loaded, and is no instance of that one's Error.
 */
export function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0)
    return error.errors.map(reasonOf).join('; ');
  return 'message' in error ? String(error.message) : JSON.stringify(error);
}

/** The code of an unknown error, such as `ENOENT` or an SQLSTATE; undefined when it has none. */
export function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
