/** The services, in the order of the flow. */
export const serviceNames = ['ingestion', 'subscription', 'dispatcher', 'retry-scheduler'] as const;

export type ServiceName = (typeof serviceNames)[number];

/**
 * How Node runs a service. What comes with a delivery lives for some milliseconds: in the 16 MiB that Node has for young
 * objects, a part of it outlives two collections and is moved to the old ones, which costs a fifth of a busy service's time.
 */
export const nodeFlags: readonly string[] = ['--max-semi-space-size=64'];

/** Where each service listens unless it's told otherwise. */
export const defaultPorts: Readonly<Record<ServiceName, number>> = {
  ingestion: 8080,
  subscription: 8081,
  dispatcher: 8082,
  'retry-scheduler': 8083,
};
