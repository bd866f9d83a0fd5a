import type { AuditFilter, AuditLogRepository, AuditLogRow } from '@postrider/persistence';
import type { AuditEntry, AuditQuery, Page } from '@postrider/schemas';
import { timePageOf } from '../time-cursor.js';

export class AuditLog {
  constructor(private readonly log: AuditLogRepository) {}

  async list(query: AuditQuery): Promise<Page<AuditEntry>> {
    const { tenant, kind, id, actor, since, until } = query;
    const filter: AuditFilter = { tenant, kind, id, actor, since, until };
    const { data, nextCursor } = await this.log.list(filter, timePageOf(query));
    return { data: data.map(entryOf), nextCursor };
  }
}

function entryOf(row: AuditLogRow): AuditEntry {
  const { id, at, operation, kind, entityId, tenant, actorName, address, requestId, before, after } = row;
  return {
    id,
    at: at.toISOString(),
    actor: {
      kind: row.actorKind,
      id: row.actorId,
      ...(actorName !== null && { name: actorName }),
      ...(address !== null && { address }),
    },
    operation,
    ...(requestId !== null && { requestId }),
    kind,
    ...(entityId !== null && { target: entityId }),
    ...(tenant !== null && { tenant }),
    ...(before && { before: before as AuditEntry['before'] }),
    ...(after && { after: after as AuditEntry['after'] }),
  };
}
