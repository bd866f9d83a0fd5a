import { Column, Entity, PrimaryColumn } from 'typeorm';

/* What is known of use and change: who changed what, what was announced last, and how much of its quota a tenant has used. */

/** One change of one thing. Partitioned by time, dropped by retention. */
@Entity('audit_log')
export class AuditLogRow {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @PrimaryColumn({ type: 'timestamp with time zone', precision: 3 })
  at!: Date;

  /** The API's name for what was asked; `automatic` for what Postrider does by itself. */
  @Column({ type: 'text' })
  operation!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text', name: 'entity_id', nullable: true })
  entityId!: string | null;

  @Column({ type: 'text', nullable: true })
  tenant!: string | null;

  @Column({ type: 'text', name: 'actor_kind' })
  actorKind!: 'root' | 'key' | 'portal' | 'postrider';

  @Column({ type: 'text', name: 'actor_id' })
  actorId!: string;

  /** The key's name as it was then. */
  @Column({ type: 'text', name: 'actor_name', nullable: true })
  actorName!: string | null;

  @Column({ type: 'text', nullable: true })
  address!: string | null;

  @Column({ type: 'text', name: 'request_id', nullable: true })
  requestId!: string | null;

  /** Without anything secret. */
  @Column({ type: 'json', nullable: true })
  before!: Record<string, unknown> | null;

  @Column({ type: 'json', nullable: true })
  after!: Record<string, unknown> | null;
}

/** How many events of a tenant a process of ingestion says that it has accepted on a day. */
@Entity('event_counts')
export class EventCountRow {
  @PrimaryColumn({ type: 'text' })
  tenant!: string;

  @PrimaryColumn({ type: 'date' })
  day!: string;

  @PrimaryColumn({ type: 'text' })
  process!: string;

  @Column({ type: 'bigint' })
  count!: string;
}

/** The version in which an entity was announced last, and how it was then: what the next change compares with. */
@Entity('entity_versions')
export class EntityVersionRow {
  @PrimaryColumn({ type: 'text' })
  key!: string;

  @Column({ type: 'bigint' })
  version!: string;

  @Column({ type: 'text', nullable: true })
  tenant!: string | null;

  @Column({ type: 'json', nullable: true })
  shown!: Record<string, unknown> | null;
}
