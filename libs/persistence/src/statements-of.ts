import type { EntityManager } from 'typeorm';
import type { Row, Statements } from './sql.js';

/** The connection of a TypeORM transaction, for statements that are written by hand. */
export function statementsOf({ queryRunner }: EntityManager): Statements {
  if (!queryRunner) throw new TypeError('statements need the manager of a transaction');
  return {
    async query<R extends Row>(statement: string | { readonly text: string }, values: readonly unknown[] = []) {
      const text = typeof statement === 'string' ? statement : statement.text;
      const { records } = await queryRunner.query(text, [...values], true);
      return records as R[];
    },
  };
}
