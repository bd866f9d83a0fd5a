import type { EntityManager, ObjectType, QueryDeepPartialEntity } from 'typeorm';

/**
 * Makes the row, or replaces all of it but its id and the time of its making. Of several that do so at the same moment
 * one makes it: looking first would let each of them believe that it was the one.
 */
export async function putRow<T extends { id: string; createdAt: Date }>(
  manager: EntityManager,
  entity: ObjectType<T>,
  row: T,
): Promise<{ readonly row: T; readonly created: boolean }> {
  const columns = manager.dataSource.getMetadata(entity).columns.map(({ databaseName }) => databaseName);
  const inserted = await manager
    .createQueryBuilder()
    .insert()
    .into(entity)
    .values(row as QueryDeepPartialEntity<T>)
    .orUpdate(
      columns.filter((column) => column !== 'id' && column !== 'created_at'),
      ['id'],
    )
    // A row that was there has been locked before it was changed, and says so here.
    .returning('created_at, xmax = 0 as created')
    .updateEntity(false)
    .execute();
  const [put] = inserted.raw as { created_at: Date; created: boolean }[];
  if (!put) throw new TypeError('a row that was put is not there');
  return { row: Object.assign(row, { createdAt: put.created_at }), created: put.created };
}
