/** The services, in the order of the flow. */
export const serviceNames = ['ingestion', 'subscription', 'dispatcher', 'retry-scheduler'] as const;

export type ServiceName = (typeof serviceNames)[number];

/** Where each service listens unless it's told otherwise. */
export const defaultPorts: Readonly<Record<ServiceName, number>> = {
  ingestion: 8080,
  subscription: 8081,
  dispatcher: 8082,
  'retry-scheduler': 8083,
};
