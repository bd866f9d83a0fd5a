import type { EventTypeRepository, EventTypeVersionRow, EventTypeRows } from '@postrider/persistence';
import { isReservedEventType, patternCovers, type EventTypeExportQuery } from '@postrider/schemas';
import { ProblemError } from '@postrider/service';
import { asyncApiDocument } from './documents/async-api-document.js';
import type { DocumentedVersion } from './documents/documented-type.js';
import { openApiDocument } from './documents/open-api-document.js';

const PAGE = 100;
/** What one document may have of schemas and examples: it's built in memory. */
const MAX_BYTES = 8 * 1024 * 1024;

/** Describes event types, without what is archived, to those who receive them. */
export class EventTypeExports {
  constructor(private readonly eventTypes: EventTypeRepository) {}

  async export({ format, eventTypes: pattern }: EventTypeExportQuery): Promise<object> {
    const versions: DocumentedVersion[] = [];
    let bytes = 0;
    for await (const rows of this.#openTypes(pattern)) {
      const open = await this.#openVersions(rows.type.id);
      for (const row of open) {
        bytes += JSON.stringify([row.schema, row.example]).length;
        versions.push(documented(rows, row));
      }
      if (bytes > MAX_BYTES) throw tooMuch();
    }
    return format === 'openapi' ? openApiDocument(versions) : asyncApiDocument(versions);
  }

  async *#openTypes(pattern: string): AsyncGenerator<EventTypeRows> {
    let after: string | undefined;
    do {
      const { data, nextCursor } = await this.eventTypes.list({ limit: PAGE, after }, { archived: false });
      for (const rows of data) {
        // The platform's own are for its operator, who names them.
        const isAskedFor = isReservedEventType(rows.type.id) === isReservedEventType(pattern);
        if (isAskedFor && patternCovers(pattern, rows.type.id)) yield rows;
      }
      after = nextCursor ?? undefined;
    } while (after !== undefined);
  }

  async #openVersions(type: string): Promise<readonly EventTypeVersionRow[]> {
    // A type has no more versions than one page.
    const page = await this.eventTypes.listVersions(type, { limit: PAGE }, { archived: false });
    return page?.data ?? [];
  }
}

const documented = ({ type, versions }: EventTypeRows, row: EventTypeVersionRow): DocumentedVersion => ({
  type: type.id,
  description: type.description ?? undefined,
  version: row.version,
  isOneOfSeveral: versions.length > 1,
  difference: row.description ?? undefined,
  deprecated: type.deprecated || row.deprecated,
  schema: row.schema ?? undefined,
  example: row.example ?? undefined,
});

const tooMuch = (): ProblemError =>
  new ProblemError('invalid_request', undefined, [
    {
      path: 'query/eventTypes',
      message: `covers more than ${MAX_BYTES} bytes of schemas and examples; name fewer types`,
    },
  ]);
