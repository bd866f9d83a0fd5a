import {
  registryKey,
  type ApiKeyEntity,
  type EndpointEntity,
  type EventTypeEntity,
  type RegistryChange,
  type RegistryEntity,
  type TenantEntity,
} from '@postrider/schemas';

/** What is told of an entity that changed: how it was and how it is; absent before it was there, and after it's gone. */
export type RegistryListener = (before: RegistryEntity | undefined, after: RegistryEntity | undefined) => void;

/** Deleted entities are remembered up to this many, so that an older version that comes late doesn't bring one back. */
const MAX_TOMBSTONES = 100_000;

/** All of the configuration that the data path needs, in memory. Changes may come twice and out of order: the newest version holds. */
export class RegistryCopy {
  readonly #entities = new Map<string, { readonly version: number; readonly entity: RegistryEntity }>();
  readonly #tombstones = new Map<string, number>();
  readonly #tenants = new Map<string, TenantEntity>();
  readonly #apiKeys = new Map<string, ApiKeyEntity>();
  /** By the hashes of keys that they had before. */
  readonly #rotatedKeys = new Map<string, ApiKeyEntity>();
  readonly #eventTypes = new Map<string, EventTypeEntity>();
  readonly #endpoints = new Map<string, EndpointEntity>();
  readonly #listeners: RegistryListener[] = [];

  tenant(id: string): TenantEntity | undefined {
    return this.#tenants.get(id);
  }

  /** By the hash of its key, or of one that it had before: keys themselves are nowhere. */
  apiKey(hash: string): ApiKeyEntity | undefined {
    return this.#apiKeys.get(hash) ?? this.#rotatedKeys.get(hash);
  }

  eventType(name: string): EventTypeEntity | undefined {
    return this.#eventTypes.get(name);
  }

  endpoint(id: string): EndpointEntity | undefined {
    return this.#endpoints.get(id);
  }

  /** How many entities there are of each kind. */
  counts(): Readonly<Record<RegistryEntity['kind'], number>> {
    return {
      tenant: this.#tenants.size,
      'api-key': this.#apiKeys.size,
      'event-type': this.#eventTypes.size,
      endpoint: this.#endpoints.size,
    };
  }

  /** Calls `listener` for every change from now on; it must not throw. */
  onChange(listener: RegistryListener): void {
    this.#listeners.push(listener);
  }

  /** Applies a change, unless a newer one was applied before; answers whether it did. */
  apply({ kind, id, version, entity }: RegistryChange): boolean {
    const key = registryKey(kind, id);
    const before = this.#entities.get(key);
    if (version <= (before?.version ?? this.#tombstones.get(key) ?? -1)) return false;
    if (before) this.#index(before.entity, false);
    if (entity) {
      this.#entities.set(key, { version, entity });
      this.#tombstones.delete(key);
      this.#index(entity, true);
    } else {
      this.#entities.delete(key);
      this.#bury(key, version);
    }
    for (const listener of this.#listeners) listener(before?.entity, entity);
    return true;
  }

  #bury(key: string, version: number): void {
    this.#tombstones.delete(key);
    this.#tombstones.set(key, version);
    if (this.#tombstones.size <= MAX_TOMBSTONES) return;
    const [oldest] = this.#tombstones.keys();
    if (oldest !== undefined) this.#tombstones.delete(oldest);
  }

  #index(entity: RegistryEntity, there: boolean): void {
    switch (entity.kind) {
      case 'tenant':
        return place(this.#tenants, entity.id, entity, there);
      case 'api-key':
        for (const { hash } of entity.previous ?? []) place(this.#rotatedKeys, hash, entity, there);
        return place(this.#apiKeys, entity.hash, entity, there);
      case 'event-type':
        return place(this.#eventTypes, entity.id, entity, there);
      case 'endpoint':
        return place(this.#endpoints, entity.id, entity, there);
    }
  }
}

function place<T>(map: Map<string, T>, key: string, value: T, there: boolean): void {
  if (there) map.set(key, value);
  else map.delete(key);
}
