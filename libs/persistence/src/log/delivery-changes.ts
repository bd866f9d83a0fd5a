import type { TransformFailure } from '@postrider/schemas';
import type { Statements } from '../sql.js';
import { joined } from './log-store.js';

/** What a transformation made of a delivery, as the log keeps it. */
export interface LoggedChange {
  readonly delivery: string;
  readonly acceptedAt: string;
  readonly body: Buffer | null;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly path: string | null;
  /** Why there is nothing to send. */
  readonly failure: TransformFailure | null;
  readonly message: string | null;
}

/** Keeps what is to be sent of deliveries that were transformed; what is there already stays as it is. */
export async function insertChanges(statements: Statements, changes: readonly LoggedChange[]): Promise<void> {
  await statements.query(
    {
      name: 'insert-delivery-changes',
      text: `insert into delivery_changes (delivery_id, accepted_at, body, headers, path, failure, message)
             select delivery_id, accepted_at, substring($7::bytea from body_from for body_bytes), headers, path, failure, message
             from unnest($1::text[], $2::timestamptz[], $3::json[], $4::text[], $5::text[], $6::text[], $8::int[], $9::int[])
               as g (delivery_id, accepted_at, headers, path, failure, message, body_from, body_bytes)
             on conflict do nothing`,
    },
    [
      changes.map(({ delivery }) => delivery),
      changes.map(({ acceptedAt }) => acceptedAt),
      changes.map(({ headers }) => (headers ? JSON.stringify(headers) : null)),
      changes.map(({ path }) => path),
      changes.map(({ failure }) => failure),
      changes.map(({ message }) => message),
      ...joined(changes.map(({ body }) => body)),
    ],
  );
}
