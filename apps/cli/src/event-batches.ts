import { reasonOf } from '@postrider/time';
import { CommandFailed } from './command-failed.js';

/** What one request takes (docs/openapi/ingestion.json), with room for its brackets and commas. */
const MAX_EVENTS = 1000;
const MAX_BYTES = 8 * 1024 * 1024 - 4096;

/** One line of a file of events. */
export interface EventLine {
  /** From 1. */
  readonly line: number;
  readonly json: string;
}

/** The lines of NDJSON, in batches that one request takes; empty lines are left out. Throws {@link CommandFailed} for one that no request takes. */
export async function* eventBatches(
  source: AsyncIterable<Uint8Array | string>,
  maxEvents = MAX_EVENTS,
  maxBytes = MAX_BYTES,
): AsyncGenerator<readonly EventLine[]> {
  let batch: EventLine[] = [];
  let bytes = 0;
  for await (const event of linesOf(source, maxBytes)) {
    const size = Buffer.byteLength(event.json) + 1;
    if (batch.length === maxEvents || bytes + size > maxBytes) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(event);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

async function* linesOf(source: AsyncIterable<Uint8Array | string>, maxBytes: number): AsyncGenerator<EventLine> {
  const decoder = new TextDecoder();
  let line = 0;
  let rest = '';
  const one = (json: string): EventLine[] => {
    line++;
    const trimmed = json.trim();
    if (trimmed === '') return [];
    check(trimmed, line);
    return [{ line, json: trimmed }];
  };
  for await (const chunk of source) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > maxBytes)
      throw new CommandFailed(`Line ${line + lines.length + 1} is more than a request takes.`);
    for (const each of lines) yield* one(each);
  }
  yield* one(rest);
}

/** One line that isn't JSON would have the whole request refused, without saying which. */
function check(json: string, line: number): void {
  try {
    JSON.parse(json);
  } catch (error) {
    throw new CommandFailed(`Line ${line} isn't JSON: ${reasonOf(error)}. The lines before its batch are published.`);
  }
}
