import type { QueryRunner } from 'typeorm';
import { migrations } from './migrations.js';

/** When a migration was made, as the end of its name says. */
const timestampOf = (name: string): string => /\d{13}$/.exec(name)?.[0] ?? '0';

/**
 * A database as this version leaves it, as SQL: all that its migrations do, and that they were run. For a later version to
 * migrate; none of them may ask a database what to do.
 */
export async function schemaDump(): Promise<string> {
  const statements: string[] = [
    'create table migrations (id serial primary key, "timestamp" bigint not null, name varchar not null)',
  ];
  const recorder = {
    query: (statement: string, values?: unknown[]) => {
      if (values !== undefined) throw new Error('a migration with values can’t be written down as a statement');
      statements.push(statement);
      return Promise.resolve();
    },
  };
  for (const Migration of migrations) {
    await new Migration().up(recorder as unknown as QueryRunner);
    statements.push(
      `insert into migrations ("timestamp", name) values (${timestampOf(Migration.name)}, '${Migration.name}')`,
    );
  }
  return statements.map((statement) => `${statement.trim()};\n`).join('\n');
}
