/** What an unknown error says, on one line, with what is behind it: `fetch failed` alone tells nobody anything. */
export function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0)
    return error.errors.map(reasonOf).join('; ');
  if ('cause' in error && error.cause !== undefined) return reasonOf(error.cause);
  return 'message' in error ? String(error.message) : JSON.stringify(error);
}
