import type { RegistryEntity, Transform } from '@postrider/schemas';

/** The transformation of a subscription, and whether it timed out too often to be run. */
export interface SubscriptionTransform {
  readonly transform: Transform;
  readonly suspended: boolean;
}

/** The subscriptions that have transformations, as the registry has them. */
export class SubscriptionTransforms {
  readonly #bySubscription = new Map<string, SubscriptionTransform>();

  /** Takes in a change of the registry. */
  change(before: RegistryEntity | undefined, after: RegistryEntity | undefined): void {
    for (const { id } of subscriptionsOf(before)) this.#bySubscription.delete(id);
    for (const { id, transform, suspended = false } of subscriptionsOf(after))
      if (transform) this.#bySubscription.set(id, { transform, suspended });
  }

  /** Undefined for one that leaves its events as they are. */
  of(subscription: string | undefined): SubscriptionTransform | undefined {
    if (subscription === undefined || this.#bySubscription.size === 0) return undefined;
    return this.#bySubscription.get(subscription);
  }
}

function subscriptionsOf(entity: RegistryEntity | undefined) {
  return entity?.kind === 'endpoint' ? (entity.subscriptions ?? []) : [];
}
