import {
  EventTypePut,
  EventTypeVersionPut,
  faultsOf,
  FIRST_VERSION,
  problem,
  type EventTypeImport,
  type EventTypesImported,
  type ProblemCode,
  type Fault,
} from '@postrider/schemas';
import { ProblemError } from '@postrider/service';
import type { AnnouncedChange } from '@postrider/persistence';
import { Announced } from '../announced.js';
import { readWebhooks, type DescribedVersion, type ReadWebhook } from './documents/read-webhooks.js';
import type { EventTypes, Imported } from './event-types.js';

type Result = EventTypesImported['results'][number];

/** Registers what an OpenAPI document describes, each webhook by itself. */
export class EventTypeImports {
  constructor(private readonly eventTypes: EventTypes) {}

  async import(document: EventTypeImport, dryRun = false): Promise<Announced<EventTypesImported>> {
    const results: Result[] = [];
    const changes: AnnouncedChange[] = [];
    /** Types that the document makes, as far as it's been read: in a dry run they aren't there when their versions come. */
    const made = new Set<string>();
    for (const webhook of readWebhooks(document)) {
      const imported = await this.#import(webhook, dryRun, made);
      results.push(imported.result);
      changes.push(...imported.changes);
    }
    return new Announced({ results }, changes);
  }

  async #import(
    webhook: ReadWebhook,
    dryRun: boolean,
    made: Set<string>,
  ): Promise<{ readonly result: Result; readonly changes: readonly AnnouncedChange[] }> {
    const { name } = webhook;
    const path = `/webhooks/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (webhook.kind === 'refused')
      return { result: refusal(name, 'invalid_request', undefined, [{ path, message: webhook.message }]), changes: [] };
    try {
      const imported = await this.#put(webhook.described, path, dryRun, made);
      if (webhook.described.version === FIRST_VERSION) made.add(webhook.described.type);
      const { changes, ...result } = imported;
      return { result: { name, ...result, breaks: [...result.breaks] }, changes };
    } catch (error) {
      // What isn't of the document's making is nobody's result: all of it is asked for again.
      if (!(error instanceof ProblemError)) throw error;
      const { detail, errors = [] } = error.document;
      const faults = errors.map((fault) => ({
        ...fault,
        path: fault.path.startsWith(path) ? fault.path : path + fault.path,
      }));
      return { result: refusal(name, error.code, detail, faults), changes: [] };
    }
  }

  #put(described: DescribedVersion, path: string, dryRun: boolean, made: ReadonlySet<string>): Promise<Imported> {
    const { type, version, isNamed, description, difference, deprecated, schema, example } = described;
    const about = { schema, example, deprecated };
    const ofType = EventTypePut.safeParse({ ...about, description });
    const ofVersion = EventTypeVersionPut.safeParse({ ...about, description: difference });
    const issues = [...(ofType.error?.issues ?? []), ...(ofVersion.error?.issues ?? [])];
    if (!ofType.success || !ofVersion.success)
      throw new ProblemError('invalid_request', undefined, faultsOf(issues, path));
    return this.eventTypes.import(
      { type, version, ofType: ofType.data, ofVersion: isNamed ? ofVersion.data : undefined },
      { dryRun, isMade: made.has(type) },
    );
  }
}

function refusal(name: string, code: ProblemCode, detail: string | undefined, faults: readonly Fault[]): Result {
  const { status, detail: told, errors } = problem(code, detail, faults);
  return { name, status, code, detail: told, ...(errors && { errors }) };
}
